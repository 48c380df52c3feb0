/** Settings of this device: they change how it looks and sounds, never what is safe. */
import { signal } from '@preact/signals';
import type { PlatformState, Settings } from './model';
import { DEFAULT_ROOM, THEMES } from './room-model';
import type { World } from './world';

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_ROOM,
  profile: 'soft',
  volume: 0.7,
  passes_mute_switch: false,
  vibrates: true,
  speaks: false,
  voice_id: null,
  plays_locked: true,
  distance_m: null,
  audience: 'self-care',
  figure: 'neither',
  install_hint: 'open',
};

/** What is known of the platform before anything was asked of it. */
export const NOTHING_ASKED: PlatformState = {
  wake_lock: 'unasked',
  sound: 'unasked',
  storage: 'unknown',
  offline: 'preparing',
  ticks: 'steady',
  has_mute_switch: false,
};

/** As an older app kept them: with one switch for all tones. */
type Kept = Partial<Settings> & { sound?: 'on' | 'off' };

export class SettingsKeeper {
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly #world: Pick<World, 'database' | 'look' | 'mute_switch' | 'tabs'>;

  constructor(world: Pick<World, 'database' | 'look' | 'mute_switch' | 'tabs'>) {
    this.#world = world;
    // Until they are read, it looks as it did.
    const worn = THEMES.find((theme) => theme === world.look.worn());
    if (worn !== undefined) this.settings.value = { ...DEFAULT_SETTINGS, theme: worn };
    world.tabs.on_told((message) => {
      if (message === 'settings') void this.load();
    });
  }

  async load(): Promise<void> {
    // Where the storage is blocked, the defaults do.
    const kept: Kept = await this.#world.database.settings().catch(() => ({}));
    const { sound, ...settings } = kept;
    this.#use({ ...DEFAULT_SETTINGS, ...(sound === 'off' && { profile: 'silent' }), ...settings });
  }

  change(change: Partial<Settings>): void {
    this.#use({ ...this.settings.value, ...change });
    const { database, tabs } = this.#world;
    // A setting that cannot be kept still holds until the app is closed.
    database.keep_settings(this.settings.value).then(
      () => tabs.tell('settings'),
      () => {},
    );
  }

  #use(settings: Settings): void {
    this.settings.value = settings;
    this.#world.look.wear(settings.theme);
    this.#world.mute_switch.pass(settings.passes_mute_switch);
  }
}
