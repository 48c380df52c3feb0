/**
 * Installing: what the device allows, and the one time it is suggested without being asked for.
 *
 * Suggested after the first finished session, when there is something to lose, until somebody closes it; never again.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { SessionRecord } from '../core/history';
import type { InstallState, Intent } from './model';
import type { SettingsKeeper } from './settings';
import type { World } from './world';

export class InstallKeeper {
  readonly state = signal<InstallState>('none');
  readonly is_suggested: ReadonlySignal<boolean>;
  readonly #world: Pick<World, 'install'>;
  readonly #settings: SettingsKeeper;

  constructor(
    world: Pick<World, 'install'>,
    settings: SettingsKeeper,
    sessions: ReadonlySignal<SessionRecord[] | null>,
  ) {
    this.#world = world;
    this.#settings = settings;
    this.state.value = world.install.state();
    world.install.on_change((state) => {
      this.state.value = state;
    });
    this.is_suggested = computed(() => {
      if (this.state.value !== 'offered' && this.state.value !== 'ios-steps') return false;
      if (settings.settings.value.install_hint === 'closed') return false;
      return sessions.value?.some(({ reason }) => reason === 'completed' || reason === 'stopped') ?? false;
    });
  }

  /** True where the intent was meant for here. */
  send(intent: Intent): boolean {
    if (intent.type === 'install_dismissed') this.#close_hint();
    else if (intent.type === 'install_wanted') void this.#ask();
    else return false;
    return true;
  }

  async #ask(): Promise<void> {
    // Taken or not: it has been answered, and is not suggested again. The settings still offer it.
    await this.#world.install.ask();
    this.#close_hint();
  }

  #close_hint(): void {
    this.#settings.change({ install_hint: 'closed' });
  }
}
