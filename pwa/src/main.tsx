/** Composition root of the browser: the only file that connects core, flow, shell and view. */
import { render } from 'preact';
import { create_app } from './app/app';
import { BrowserBackground } from './shell/background-asking';
import { BrowserClock } from './shell/clock';
import { Database } from './shell/database';
import { BrowserExporter } from './shell/export';
import { BrowserInstall } from './shell/install';
import { LaterSync } from './shell/later-sync';
import { BrowserPlace } from './shell/location';
import { BrowserLockFlag } from './shell/lock-flag';
import { BrowserLook } from './shell/look';
import { BrowserMuteSwitch } from './shell/mute-switch';
import { BrowserPresence } from './shell/presence';
import { BrowserRandom } from './shell/random';
import { HttpServer } from './shell/server';
import { WorkerShelf } from './shell/shelf';
import { WebSound } from './shell/sound';
import { BrowserStorage } from './shell/storage';
import { BrowserTabs } from './shell/tabs';
import { WorkerUpdates } from './shell/updates';
import { BrowserWakeLock } from './shell/wake-lock';
import { App } from './view/app';

const clock = new BrowserClock();
const random = new BrowserRandom();
const presence = new BrowserPresence();
const tabs = new BrowserTabs();
const database = new Database(random);
const server = new HttpServer(clock);

const root = document.getElementById('app');
if (root !== null) void begin(root);

/** Three parts with a turn between: a slow phone shows and hears nothing while one of them lasts. */
async function begin(root: HTMLElement): Promise<void> {
  const { model, send, start } = created();
  await presence.turn();
  render(<App model={model} send={send} />, root);
  await presence.turn();
  await start();
}

function created() {
  return create_app({
    clock,
    random,
    presence,
    tabs,
    place: new BrowserPlace(),
    database,
    server,
    sync: new LaterSync({ database, server, clock, random, presence, tabs, background: new BrowserBackground() }),
    shelf: new WorkerShelf(),
    look: new BrowserLook(),
    sound: new WebSound(clock),
    mute_switch: new BrowserMuteSwitch(),
    wake_lock: new BrowserWakeLock(presence),
    storage: new BrowserStorage(),
    exporter: new BrowserExporter(),
    updates: new WorkerUpdates(presence),
    install: new BrowserInstall(),
    lock_flag: new BrowserLockFlag(),
    fetch_senses: () => import('./senses').then(({ browser_senses }) => browser_senses(clock)),
    fetch_lock_parts: () => import('./lock-parts').then(({ browser_lock_parts }) => browser_lock_parts()),
  });
}
