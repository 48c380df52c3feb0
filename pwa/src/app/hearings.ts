/** How each protocol is told to each person: chosen on its page, before Start or in the run, and kept on this device. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { HEARINGS } from '../core/becoming';
import { type Choices, type Hearing, hearing_of, with_hearing } from '../core/hearing';
import type { Settings } from './model';
import type { World } from './world';

export interface AtHand {
  protocol_id: string;
  client_id: string | null;
}

export class Hearings {
  readonly choices = signal<Choices>([]);
  /** Of the session at hand, else of a protocol that nobody chose anything for. */
  readonly hearing: ReadonlySignal<Hearing>;
  readonly #database: World['database'];
  readonly #at_hand: ReadonlySignal<AtHand | null>;

  constructor(
    { database }: Pick<World, 'database'>,
    settings: ReadonlySignal<Settings>,
    at_hand: ReadonlySignal<AtHand | null>,
  ) {
    this.#database = database;
    this.#at_hand = at_hand;
    this.hearing = computed(() => {
      const { theme, is_candle_silent, profile, volume } = settings.value;
      const { protocol_id, client_id } = at_hand.value ?? { protocol_id: '', client_id: null };
      const hearing = hearing_of(this.choices.value, protocol_id, client_id, { profile, volume });
      return theme === 'candle' && is_candle_silent ? { ...hearing, profile: 'silent' } : hearing;
    });
    void this.#load();
  }

  choose(protocol_id: string, hearing: Hearing): void {
    const at_hand = this.#at_hand.peek();
    const client_id = at_hand?.protocol_id === protocol_id ? at_hand.client_id : null;
    const chosen = (before: Choices) => with_hearing(before, protocol_id, client_id, hearing);
    this.choices.value = chosen(this.choices.value);
    // Into what is kept now: another tab may have chosen, and what was let go of ([D8]) must not come back. What cannot be
    // kept holds until the app is closed.
    this.#database.alter(HEARINGS, (kept) => ({ choices: chosen(choices_in(kept)) })).catch(() => {});
  }

  async #load(): Promise<void> {
    const kept = choices_in(await this.#database.kept(HEARINGS).catch(() => undefined));
    // Who chose before it was read, chose last.
    this.choices.value = [...kept, ...this.choices.value];
  }
}

function choices_in(kept: object | undefined): Choices {
  return (kept as { choices: Choices } | undefined)?.choices ?? [];
}
