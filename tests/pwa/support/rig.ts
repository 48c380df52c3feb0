/** A device on a rig: a browser with its storage, a tab of the app in it, and the server it talks to. */
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { type App, create_app } from '../../../pwa/src/app/app';
import type { Flow, Intent, Run } from '../../../pwa/src/app/model';
import type { FetchSessionSide } from '../../../pwa/src/app/session-door';
import { fact_from } from '../../../pwa/src/core/fact';
import type { KnownFact } from '../../../pwa/src/core/history';
import { barred_in, texts_in } from '../../../pwa/src/core/shelf';
import { mode_of } from '../../../pwa/src/core/state';
import { Database } from '../../../pwa/src/shell/database';
import type { FactRow } from '../../../pwa/src/shell/schema';
import { Sync } from '../../../pwa/src/shell/sync';
import type { HoldEnded } from '../../../pwa/src/wire.gen';
import { CHEAP, FakeCurtain, FakeLockFlag, FakePinHasher, FakeTouches } from './fake-lock';
import { FakeSenses } from './fake-senses';
import { FakeServer } from './fake-server';
import { FakeMuteSwitch, FakeSound, FakeWakeLock } from './fake-sound';
import {
  FakeBrowser,
  FakeClock,
  FakeExporter,
  FakeInstall,
  FakeLook,
  FakePlace,
  FakePresence,
  FakeRandom,
  FakeStorage,
  FakeUpdates,
} from './fakes';
import { turns, until } from './until';

let count = 0;

/** One browser on one device: what outlives a tab. */
export class Device {
  readonly clock = new FakeClock();
  readonly random: FakeRandom;
  readonly browser = new FakeBrowser();
  readonly lock_flag = new FakeLockFlag();
  readonly name: string;
  readonly server: FakeServer;
  /** How the code of the session side comes. */
  fetch_session_side: FetchSessionSide = () => import('../../../pwa/src/app/session-side');

  constructor(server = new FakeServer(), seed = 1) {
    count += 1;
    this.name = `holdwell-${count}`;
    this.server = server;
    this.random = new FakeRandom(seed * 1000 + count);
  }

  /** Opens the app; `path` is where the link led. */
  async open(path = '/', hash = ''): Promise<Tab> {
    const tab = new Tab(this, path, hash);
    await tab.app.start();
    await until(() => tab.app.model.library.value.state !== 'loading');
    await turns(20);
    return tab;
  }
}

export class Tab {
  readonly app: App;
  readonly clock: FakeClock;
  readonly database: Database;
  readonly sync: Sync;
  /** How often it was said that the library stands, and sync's code may come. */
  begun = 0;
  readonly presence = new FakePresence();
  readonly sound = new FakeSound();
  readonly look = new FakeLook();
  readonly mute_switch = new FakeMuteSwitch();
  readonly wake_lock = new FakeWakeLock();
  readonly storage = new FakeStorage();
  readonly exporter = new FakeExporter();
  readonly updates = new FakeUpdates();
  readonly install = new FakeInstall();
  readonly senses = new FakeSenses();
  readonly touches = new FakeTouches();
  readonly curtain = new FakeCurtain();
  readonly place: FakePlace;
  readonly tabs;

  constructor(device: Device, path: string, hash: string) {
    const { clock, random, server } = device;
    this.clock = clock;
    this.place = new FakePlace(path, hash);
    this.tabs = device.browser.tab();
    this.database = new Database(random, device.name);
    const { database, presence, tabs } = this;
    this.sync = new Sync({ database, server, clock, random, presence, tabs, background: { ask() {} } });
    this.app = create_app(
      {
        clock,
        random,
        presence,
        tabs,
        place: this.place,
        database,
        server,
        sync: Object.assign(this.sync, { begin: () => void this.begun++ }),
        sound: this.sound,
        look: this.look,
        mute_switch: this.mute_switch,
        wake_lock: this.wake_lock,
        storage: this.storage,
        exporter: this.exporter,
        updates: this.updates,
        install: this.install,
        shelf: {
          barred: async (library) => barred_in(library),
          texts: async (text, digests) => texts_in(text, digests),
        },
        lock_flag: device.lock_flag,
        fetch_senses: async () => this.senses,
        fetch_lock_parts: async () => {
          const { touches, curtain } = this;
          return { touches, curtain, hasher: new FakePinHasher(), cost: CHEAP };
        },
      },
      device.fetch_session_side,
    );
  }

  get model() {
    return this.app.model;
  }

  get flow(): Flow {
    const flow = this.model.flow.value;
    if (flow === null) throw new Error('no flow is on');
    return flow;
  }

  get run(): Run {
    const run = this.model.run.value;
    if (run === null) throw new Error('nothing runs');
    return run;
  }

  get mode(): string {
    return mode_of(this.run.session);
  }

  send(...intents: Intent[]): void {
    for (const intent of intents) this.app.send(intent);
  }

  /** Every fact on the device, in the order in which they were written. */
  async rows(): Promise<FactRow[]> {
    const practice = this.model.sync.value.paired?.practice_id ?? '';
    return (await this.database.rows(practice)).sort((a, b) => a.seq - b.seq);
  }

  async facts(): Promise<KnownFact[]> {
    return (await this.rows()).flatMap((row) => fact_from(row.raw) ?? []);
  }

  async kinds(): Promise<string[]> {
    return (await this.facts()).map((fact) => fact.kind);
  }

  /** From the library to the run, by the shortest way. */
  async start_run(protocol_id = 'back-self'): Promise<void> {
    this.send({ type: 'start', protocol_id });
    await until(() => this.model.flow.value !== null, 'no flow began');
    if (this.flow.step === 'who') {
      this.send({ type: 'training_confirmed', is_trained: true }, { type: 'who_chosen', client_id: null });
    }
    this.send({ type: 'none_apply' }, { type: 'flow_continued' });
    if (this.flow.step === 'side') this.send({ type: 'side_chosen', side: 'left' }, { type: 'flow_continued' });
    this.send({ type: 'pain_chosen', nrs: 4 }, { type: 'flow_continued' });
    await until(() => this.model.run.value !== null, 'no run began');
    await this.written('session_started');
  }

  /** Waits until a fact of this kind is on disk. */
  async written(kind: string, many = 1): Promise<void> {
    await until(async () => (await this.kinds()).filter((each) => each === kind).length >= many, `no ${kind}`);
  }

  /** Runs until the machine is in this mode, with ticks as the worker gives them. */
  run_to(mode: string): void {
    for (let i = 0; i < 20_000 && this.mode !== mode; i += 1) this.clock.pass(50);
    if (this.mode !== mode) throw new Error(`never came to ${mode}`);
  }

  /** The tab dies at this very moment: nothing of it runs any more. */
  kill(): void {
    this.tabs.close();
    // What was asked of the clock dies with the page.
    this.clock.forget();
  }

  /** Lets everything that was begun come to its end. */
  settle(): Promise<void> {
    return turns(60);
  }
}

/** Pairs the tab with the server's practice, sending these sessions along. */
export async function pair(tab: Tab, send: string[] = []): Promise<void> {
  tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
  await until(() => tab.model.pairing.value.state === 'asking', 'the code was not known');
  tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send });
  await until(() => tab.model.sync.value.paired !== null, 'not paired');
  await until(() => tab.model.sync.value.activity !== 'syncing');
}

/** A session that was begun and stopped; its id. */
export async function one_session(tab: Tab, protocol_id = 'back-self'): Promise<string> {
  await tab.start_run(protocol_id);
  const { session_id } = tab.flow;
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.find(({ id }) => id === session_id)?.reason === 'stopped');
  await tab.settle();
  return session_id;
}

/** A run that has just begun. */
export async function running(device = new Device()): Promise<Tab> {
  const tab = await device.open();
  await tab.start_run('back-self');
  return tab;
}

/** What was logged of the holds. */
export async function holds(tab: Tab): Promise<HoldEnded[]> {
  return (await tab.facts()).filter((fact) => fact.kind === 'hold_ended').map((fact) => fact.body as HoldEnded);
}

/** All data of all devices goes. */
export function clear_storage(): void {
  globalThis.indexedDB = new IDBFactory();
}
