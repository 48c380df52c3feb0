/**
 * The pressure guide: from comfort band, ceiling, phase and ratings so far to one word of guidance.
 *
 * A pure function. Must never ask for more pressure: `sink-in` says how to arrive.
 *
 *  [G1] Silence is fine: without a rating the word is `stay`.
 *  [G2] At the ceiling, or above the band: ease off, while sinking in too.
 *  [G3] Within the band: stay.
 *  [G4] Less than at first: follow the tissue as it softens.
 *  [G5] At 2 or less, or at half of the first rating, after having been higher: it eased.
 *  [G6] Low from the start is no easing, and no reason to press harder.
 */
import type { HoldKind, Rating } from '../wire.gen';
import type { PhaseKind } from './plan';

export type GuideWord = 'find' | 'sink-in' | 'stay' | 'follow' | 'ease-off' | 'end' | 'let-go' | 'rest';

export interface Guided {
  phase: PhaseKind;
  hold_kind: HoldKind;
  target_nrs: readonly [number, number];
  ceiling_nrs: number;
  ratings: readonly Rating[];
}

/** At or below this, or at half of the first rating, a hold counts as eased (FACTS 4.6; the idea is GEM08A's). */
const EASED_NRS = 2;

/**
 * What releasing now is called, on the button and in the log: at the ceiling `ceiling`; a hold until it eases is `eased` on
 * the person's word, unless the last rating lies above the comfort band; everything else is `released`.
 */
export function release_word(
  hold: { hold_kind: HoldKind; target_nrs: readonly [number, number]; ceiling_nrs: number },
  ratings: readonly Rating[],
): 'eased' | 'released' | 'ceiling' {
  const latest = ratings.at(-1)?.nrs ?? 0;
  if (latest >= hold.ceiling_nrs) return 'ceiling';
  return hold.hold_kind === 'until-eased' && latest <= hold.target_nrs[1] ? 'eased' : 'released';
}

/** What to do now. Rules in their order of weight: the ceiling first, then easing, then the band. */
export function guide(now: Guided): GuideWord {
  const latest = now.ratings.at(-1)?.nrs;
  const first = now.ratings[0]?.nrs;
  if (now.phase === 'setup') return 'find';
  if (now.phase === 'release') return 'let-go';
  if (now.phase === 'rest') return 'rest';
  if (latest !== undefined && latest >= now.ceiling_nrs) return 'ease-off';
  if (now.phase === 'ramp') return 'sink-in';
  if (latest === undefined || first === undefined) return 'stay';
  if (now.ratings.length > 1 && latest < first && (latest <= EASED_NRS || latest * 2 <= first)) return 'end';
  if (latest > now.target_nrs[1]) return 'ease-off';
  return latest < first ? 'follow' : 'stay';
}
