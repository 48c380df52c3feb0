/** Everything of the world that the flow is given. main.tsx makes it of browsers' parts, tests of fakes. */
import type { Clock } from '../shell/clock';
import type { Database } from '../shell/database';
import type { Exporter } from '../shell/export';
import type { Install } from '../shell/install';
import type { Syncing } from '../shell/later-sync';
import type { Place } from '../shell/location';
import type { LockFlag } from '../shell/lock-flag';
import type { Look } from '../shell/look';
import type { MuteSwitch } from '../shell/mute-switch';
import type { Presence } from '../shell/presence';
import type { Random } from '../shell/random';
import type { Server } from '../shell/server';
import type { Shelf } from '../shell/shelf';
import type { Sound } from '../shell/sound';
import type { Storage } from '../shell/storage';
import type { Tabs } from '../shell/tabs';
import type { Updates } from '../shell/updates';
import type { WakeLock } from '../shell/wake-lock';
import type { LockParts } from './lock-model';
import type { FetchSenses } from './senses';

export interface World {
  clock: Clock;
  random: Random;
  presence: Presence;
  tabs: Tabs;
  place: Place;
  database: Database;
  server: Server;
  sync: Syncing;
  shelf: Shelf;
  look: Look;
  sound: Sound;
  mute_switch: MuteSwitch;
  wake_lock: WakeLock;
  storage: Storage;
  exporter: Exporter;
  updates: Updates;
  install: Install;
  lock_flag: LockFlag;
  fetch_senses: FetchSenses;
  /** Fetches what the lock needs of the browser; rejects where it cannot be had. */
  fetch_lock_parts: () => Promise<LockParts>;
}
