/**
 * The owner's pages of the practice as far as the first load needs them: what they show, and the way to devices-work.ts, which
 * does what is asked there. It is fetched when somebody first opens one of them.
 */
import { signal } from '@preact/signals';
import type { Status } from '../wire.gen';
import type { DevicesKeeper } from './devices-work';
import type { Intent, Route } from './model';
import type { DevicesState, ErasingState } from './practice-model';
import type { World } from './world';

type Part = Pick<World, 'server' | 'clock' | 'place' | 'presence' | 'sync'>;

const SCREENS: readonly Route['screen'][] = ['devices', 'client', 'status'];
const INTENTS: readonly Intent['type'][] = [
  'code_wanted',
  'device_renamed',
  'device_removed',
  'handover_decided',
  'client_erased',
];

export class Devices {
  readonly model = {
    devices: signal<DevicesState>({
      state: 'loading',
      devices: [],
      removed: [],
      code: null,
      came: '',
      is_local_only: false,
      is_for_clients: true,
      failure: '',
    }),
    erasing: signal<ErasingState>({ state: 'idle' }),
    status: signal<Status | 'loading' | 'offline' | 'not-owner' | 'signed-out'>('loading'),
  };
  readonly #world: Part;
  #screen: Route['screen'] = 'library';
  #keeper: DevicesKeeper | null = null;

  constructor(world: Part) {
    this.#world = world;
  }

  /** True where the intent was one of theirs; what is asked for before the keeper is here waits for it. */
  send(intent: Intent): boolean {
    if (!INTENTS.includes(intent.type)) return false;
    if (this.#keeper !== null) return this.#keeper.send(intent);
    void this.#fetch().then((keeper) => keeper?.send(intent));
    return true;
  }

  /** Somebody is there, or is no more. */
  async show(screen: Route['screen'], is_paired: boolean): Promise<void> {
    this.#screen = screen;
    if (this.#keeper === null) {
      if (!SCREENS.includes(screen)) return;
      await this.#fetch();
    }
    if (this.#screen === screen) this.#keeper?.show(screen, is_paired);
  }

  async #fetch(): Promise<DevicesKeeper | null> {
    const work = await import('./devices-work').catch(() => null);
    this.#keeper ??= work && new work.DevicesKeeper(this.#world, this.model);
    if (this.#keeper === null) {
      this.model.devices.value = { ...this.model.devices.value, state: 'offline' };
      this.model.status.value = 'offline';
    }
    return this.#keeper;
  }
}
