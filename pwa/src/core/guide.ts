/**
 * The pressure guide: from comfort band, ceiling, phase, kind and ratings so far to one word of guidance.
 *
 * A pure function over ONE TABLE. More pressure is asked for only where a therapist's protocol says so, level by level
 * (kinds.ts decides when): `sink-in` says how to arrive.
 *
 *  [G1] Silence is fine: without a rating the word is `stay`.
 *  [G2] At the ceiling, or above the band: ease off, while sinking in too.
 *  [G3] Within the band: stay.
 *  [G4] Less than at first: follow the tissue as it softens.
 *  [G5] At 2 or less, or at half of the first rating, after having been higher: it eased.
 *  [G6] Low from the start is no easing, and no reason to press harder.
 *  [G7] More than at the rating before, while pressure is steady: ease off (FACTS 4.5).
 *  [G8] No drop by mid-hold: lower by a step (FACTS 4.6). What is low already stays.
 *  [G9] A level that has just begun: a little deeper. Ceiling, easing and the band come first.
 *  [G10] In a pulse the word follows its rhythm; ceiling, easing and the band come first.
 *  [G11] What releasing is called claims no more than was said: without ratings that say so, a hold until it eases is `eased`
 *       only by a key that says so, and not in its first 5 s, when nobody can tell.
 */
import type { HoldKind, Rating } from '../wire.gen';
import type { PhaseKind } from './plan';

export type GuideWord =
  | 'find'
  | 'sink-in'
  | 'stay'
  | 'follow'
  | 'raise'
  | 'press'
  | 'ease'
  | 'ease-off'
  | 'end'
  | 'let-go'
  | 'rest';

export interface Guided {
  phase: PhaseKind;
  /** Of the level that runs, where there are levels; its ratings too. */
  target_nrs: readonly [number, number];
  ceiling_nrs: number;
  ratings: readonly Rating[];
  /** The middle of the hold, in milliseconds into it; null outside a hold. */
  half_ms: number | null;
  /** A level was raised a moment ago. */
  is_raising: boolean;
  beat: 'press' | 'ease' | null;
}

/** At or below this, or at half of the first rating, a hold counts as eased (FACTS 4.6; the idea is GEM08A's). */
const EASED_NRS = 2;

/** What was rated, as the rules ask for it. */
interface Felt {
  first: number;
  /** The one before the latest. */
  before: number;
  latest: number;
  is_after_half: boolean;
}

type Rule = readonly [id: string, word: GuideWord, is_met: (now: Guided, felt: Felt | null) => boolean];

/** In their order of weight: the first that is met says the word. */
export const GUIDE: readonly Rule[] = [
  ['G1', 'find', ({ phase }) => phase === 'setup'],
  ['G1', 'let-go', ({ phase }) => phase === 'release'],
  ['G1', 'rest', ({ phase }) => phase === 'rest'],
  ['G2', 'ease-off', ({ ceiling_nrs }, felt) => felt !== null && felt.latest >= ceiling_nrs],
  ['G1', 'sink-in', ({ phase }) => phase === 'ramp'],
  ['G5', 'end', ({ ratings }) => is_eased(ratings)],
  ['G2', 'ease-off', ({ target_nrs }, felt) => felt !== null && felt.latest > target_nrs[1]],
  ['G9', 'raise', ({ is_raising }, felt) => is_raising && felt === null],
  ['G10', 'press', ({ beat }) => beat === 'press'],
  ['G10', 'ease', ({ beat }) => beat === 'ease'],
  ['G7', 'ease-off', (_, felt) => felt !== null && felt.latest > felt.before],
  ['G4', 'follow', (_, felt) => felt !== null && felt.latest < felt.first],
  ['G6', 'stay', (_, felt) => felt !== null && felt.latest <= EASED_NRS],
  ['G8', 'ease-off', ({ ratings }, felt) => felt?.is_after_half === true && ratings.length > 1],
  ['G3', 'stay', () => true],
];

/** What to do now. */
export function guide(now: Guided): GuideWord {
  return GUIDE.find(([, , is_met]) => is_met(now, felt_from(now)))?.[1] ?? 'stay';
}

/** [G5] Whether a hold has done what it is for: ending it now is success. */
export function is_eased(ratings: readonly Rating[]): boolean {
  const [first, latest] = [ratings[0]?.nrs ?? 0, ratings.at(-1)?.nrs ?? 0];
  return latest < first && (latest <= EASED_NRS || latest * 2 <= first);
}

/**
 * [G11] What releasing now is called, on the button and in the log: at the ceiling `ceiling`; `eased` where the ratings say so,
 * and in a hold until it eases on the person's word (`is_said`), unless their own numbers have the guide say "ease off"; else
 * `released`.
 */
export function release_word(
  hold_kind: HoldKind,
  now: Guided,
  ratings: readonly Rating[],
  is_said: boolean,
): 'eased' | 'released' | 'ceiling' {
  if ((ratings.at(-1)?.nrs ?? 0) >= now.ceiling_nrs) return 'ceiling';
  if (is_eased(ratings)) return 'eased';
  return hold_kind === 'until-eased' && is_said && guide(now) !== 'ease-off' ? 'eased' : 'released';
}

function felt_from({ ratings, half_ms }: Guided): Felt | null {
  const [first, latest] = [ratings[0], ratings.at(-1)];
  if (first === undefined || latest === undefined) return null;
  return {
    first: first.nrs,
    // Sinking in, pressure still grows: what was rated then is no steady number to rise from.
    before: ratings.filter(({ after_ms }) => after_ms > 0).at(-2)?.nrs ?? latest.nrs,
    latest: latest.nrs,
    is_after_half: half_ms !== null && latest.after_ms >= half_ms,
  };
}
