/**
 * A therapist's own words for a step of a treatment for trained hands, shipped or own: a few seconds, recorded here, played
 * where the place is looked for.
 *
 * They stay on this device: they are never sent, and the screen says so. Owns them in memory while their protocol is at hand.
 */
import { signal } from '@preact/signals';
import { WORDS } from '../core/becoming';
import { RATE_HZ } from '../core/pcm';
import type { CueIntent, OwnWords } from './cue-model';
import type { Senses } from './senses';
import type { World } from './world';

/** Enough for one sentence; a quarter of a megabyte at most with every step of a protocol. */
export const LONGEST_WORDS_MS = 8000;

type Samples = Int16Array<ArrayBuffer>;

export class OwnWordsKeeper {
  readonly own_words = signal<OwnWords>({ places: [], protocol_id: null, recording: null, trouble: null });
  readonly #world: Pick<World, 'database' | 'sound'>;
  readonly #senses: Senses;
  readonly #kept = new Map<string, Samples>();

  constructor(world: Pick<World, 'database' | 'sound'>, senses: Senses) {
    this.#world = world;
    this.#senses = senses;
  }

  /** The protocol that is shown or run; null: none. */
  async attend(protocol_id: string | null): Promise<void> {
    if (protocol_id === this.own_words.peek().protocol_id) return;
    this.own_words.value = { places: [], protocol_id, recording: null, trouble: null };
    if (protocol_id === null) return;
    const kept = await this.#world.database.kept_under(beginning_of(protocol_id)).catch(() => []);
    for (const { key, value } of kept) this.#kept.set(key, (value as { samples: Samples }).samples);
    if (this.own_words.peek().protocol_id === protocol_id) this.#show();
  }

  of(protocol_id: string, place: string): Samples | null {
    return this.#kept.get(key_of(protocol_id, place)) ?? null;
  }

  /** Carries an intent out; false when it is none of these. */
  send(intent: CueIntent): boolean {
    if (intent.type === 'words_wanted') void this.#record(intent.protocol_id, intent.place);
    else if (intent.type === 'words_ended') this.#senses.words_recorder.stop();
    else if (intent.type === 'words_played') this.#play(intent.protocol_id, intent.place);
    else if (intent.type === 'words_dropped') void this.#drop(intent.protocol_id, intent.place);
    else return false;
    return true;
  }

  async #record(protocol_id: string, place: string): Promise<void> {
    if (this.own_words.peek().recording !== null) return;
    this.own_words.value = { ...this.own_words.peek(), recording: place, trouble: null };
    const recorded = await this.#senses.words_recorder.record(LONGEST_WORDS_MS);
    const trouble =
      recorded.kind === 'recorded' ? await this.#keep(protocol_id, place, recorded.samples) : recorded.kind;
    this.own_words.value = { ...this.own_words.peek(), recording: null, trouble };
    this.#show();
  }

  async #keep(protocol_id: string, place: string, samples: Samples): Promise<'full' | null> {
    const key = key_of(protocol_id, place);
    try {
      await this.#world.database.keep(key, { samples });
    } catch {
      return 'full';
    }
    this.#kept.set(key, samples);
    return null;
  }

  #play(protocol_id: string, place: string): void {
    const samples = this.of(protocol_id, place);
    if (samples !== null) this.#world.sound.say(samples, RATE_HZ, 0);
  }

  async #drop(protocol_id: string, place: string): Promise<void> {
    const key = key_of(protocol_id, place);
    await this.#world.database.keep(key, null).catch(() => {});
    this.#kept.delete(key);
    this.#show();
  }

  #show(): void {
    const before = this.own_words.peek();
    const beginning = beginning_of(before.protocol_id ?? '');
    const places = [...this.#kept.keys()].flatMap((key) =>
      key.startsWith(beginning) ? [key.slice(beginning.length)] : [],
    );
    this.own_words.value = { ...before, places: places.sort() };
  }
}

function key_of(protocol_id: string, place: string): string {
  return beginning_of(protocol_id) + place;
}

/** What the keys of all words of a protocol begin with. */
function beginning_of(protocol_id: string): string {
  return `${WORDS}${protocol_id}/`;
}

/** Who makes a treatment their own takes its words along; from then on each has its own. */
export async function take_words_along(database: World['database'], from: string, to: string): Promise<void> {
  const kept = await database.kept_under(beginning_of(from));
  for (const { key, value } of kept)
    await database.keep(beginning_of(to) + key.slice(beginning_of(from).length), value);
}

/**
 * What a step's words are kept under: its point, and which time it comes. They go along when steps are moved, and are never
 * heard at another point.
 */
export function place_of(steps: readonly { point: string }[], step: number): string {
  const point = steps[step]?.point ?? '';
  return `${point}/${steps.slice(0, step).filter((each) => each.point === point).length + 1}`;
}
