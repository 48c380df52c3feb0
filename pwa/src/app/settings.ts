/** Settings of this device: they change how it looks and sounds, never what is safe. */
import { signal } from '@preact/signals';
import type { Settings } from './model';
import type { World } from './world';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'auto',
  sound: 'on',
  volume: 0.7,
  passes_mute_switch: false,
  distance_m: null,
  figure: 'neither',
  install_hint: 'open',
};

export class SettingsKeeper {
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly #world: Pick<World, 'database' | 'sound' | 'mute_switch' | 'tabs'>;

  constructor(world: Pick<World, 'database' | 'sound' | 'mute_switch' | 'tabs'>) {
    this.#world = world;
    world.tabs.on_told((message) => {
      if (message === 'settings') void this.load();
    });
  }

  async load(): Promise<void> {
    // Where the storage is blocked, the defaults do.
    const kept = await this.#world.database.settings().catch(() => ({}));
    this.#use({ ...DEFAULT_SETTINGS, ...kept });
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
    this.#world.sound.set_volume(settings.sound === 'on' ? Math.min(1, Math.max(0, settings.volume)) : 0);
    this.#world.mute_switch.pass(settings.passes_mute_switch);
  }
}
