/**
 * What happens within a hold: levels, the rhythm of a pulse, breaths that are counted, and when a rating is asked for. Pure.
 *
 * Everything here follows from how long the hold has run and from what was rated, so that it survives a kill like the rest.
 * Must never lengthen a hold: whatever its kind, `planned_ms` and the caps stand over it.
 *
 *  [S19] A level is raised once its time has passed and ratings have fallen within it; with nobody rating, by time as written.
 *  [S20] Never raised: at the ceiling or after it in this attempt, above the level's band, where it eased already, unseen, or
 *       with less than 5 s left to sink in.
 *  [S21] Every attempt begins at the first level; a halved hold stays there.
 *  [S22] A pulse presses and lets up by turns from the start of the hold; a press for which no whole time is left is not begun.
 *  [S23] Letting up counts as held: nobody can tell whether the pressure was quite off, and the caps err on the gentle side.
 *  [S24] Breaths are counted by the person, one press for each; so many, or the time, whichever comes first. No pace is shown.
 *  [S25] A rating is asked for once pressure is steady, at mid-hold and on release. Silence is fine: the question goes by itself.
 */
import type { Rating } from '../wire.gen';
import { type Guided, is_eased } from './guide';
import type { PlannedHold } from './plan';
import type { Cue, Felt, Session } from './state';

/** How long a question for a rating stands. */
export const ASKED_MS = 10_000;
/** Sinking in to the next level takes as long as the shortest ramp (FACTS 4.6). */
export const RAISE_MS = 5000;
/** [G11] As long as pressure takes to be steady: sooner nobody can say that it eased. */
const TOLD_MS = 5000;
/** Holds shorter than this have no middle to speak of. */
const SHORTEST_HALF_MS = 30_000;

export type AskedAt = 'steady' | 'half' | 'release';
export type Beat = 'press' | 'ease';
export type HoldPart = 'half' | 'last-five' | Beat;

/** The comfort band of the level that runs, or of the whole hold. */
export function band_of(hold: PlannedHold, session: Session): readonly [number, number] {
  return hold.levels?.[level_of(session)]?.target_nrs ?? hold.target_nrs;
}

/** From 0. */
export function level_of(session: Session): number {
  return session.level ?? 0;
}

/** What the guide judges by: within a level, what was rated in it. */
export function guided(hold: PlannedHold, session: Session): Guided {
  const { phase, ran_ms, planned_ms } = session;
  const is_held = phase === 'hold';
  return {
    phase,
    target_nrs: band_of(hold, session),
    ceiling_nrs: hold.ceiling_nrs,
    ratings: is_held ? ratings_of_level(session) : session.ratings,
    half_ms: is_held ? planned_ms / 2 : null,
    is_raising: is_held && level_of(session) > 0 && ran_ms - level_from(session) < RAISE_MS,
    beat: is_held ? beat_of(hold, session) : null,
  };
}

/** [G11] Whether a press may be taken for the word that it eased. */
export function can_tell({ phase, ran_ms }: Session): boolean {
  return phase === 'hold' && ran_ms >= TOLD_MS;
}

/** [S19] [S20] Whether the next level may come now, its time apart. */
export function may_raise(hold: PlannedHold, session: Session): boolean {
  const { levels } = hold;
  const level = levels?.[level_of(session)];
  if (levels === undefined || level === undefined || level_of(session) + 1 >= levels.length) return false;
  if (session.phase !== 'hold' || session.planned_ms - session.ran_ms < RAISE_MS) return false;
  if (session.ratings.some(({ nrs }) => nrs >= hold.ceiling_nrs)) return false;
  const here = ratings_of_level(session).map(({ nrs }) => nrs);
  const latest = here.at(-1);
  if (latest === undefined) return true;
  return latest < Math.max(...here) && latest <= level.target_nrs[1] && !is_eased(ratings_of_level(session));
}

/** Into the hold, in milliseconds: when the next level is due; null where there is none. */
export function raise_due_ms(hold: PlannedHold, session: Session): number | null {
  const level = hold.levels?.[level_of(session)];
  const is_last = level_of(session) + 1 >= (hold.levels?.length ?? 0);
  return level === undefined || is_last ? null : level_from(session) + level.hold_ms;
}

/** [S22] Whether a pulse presses or lets up so far into the hold; null for every other kind. */
export function beat_of(
  { pulse }: PlannedHold,
  { ran_ms, planned_ms }: Pick<Session, 'ran_ms' | 'planned_ms'>,
): Beat | null {
  if (!pulse) return null;
  const round_ms = pulse.press_ms + pulse.ease_ms;
  const from_ms = Math.floor(ran_ms / round_ms) * round_ms;
  return ran_ms - from_ms < pulse.press_ms && is_whole(from_ms, pulse.press_ms, planned_ms) ? 'press' : 'ease';
}

function is_whole(from_ms: number, press_ms: number, planned_ms: number): boolean {
  return from_ms === 0 || from_ms + press_ms <= planned_ms;
}

/** The next thing that is heard within the hold, and when, in milliseconds into it; null where only its end is left. */
export function next_within(hold: PlannedHold, session: Session): { cue: Cue; at_ms: number } | null {
  if (session.phase !== 'hold') return null;
  const half_ms = session.planned_ms / 2;
  const coming = [
    has_half(hold, session) && session.ran_ms < half_ms ? { cue: 'half' as const, at_ms: half_ms } : null,
    next_beat(hold, session),
    next_raise(hold, session),
    last_five(hold, session),
  ];
  const [first] = coming.flatMap((each) => each ?? []).sort((a, b) => a.at_ms - b.at_ms);
  return first ?? null;
}

/** A rhythm says enough by itself: neither its middle nor its last seconds are heard besides. */
export function has_half(hold: PlannedHold, { phase, planned_ms }: Session): boolean {
  return phase === 'hold' && planned_ms >= SHORTEST_HALF_MS && !hold.pulse;
}

/** So long before its end a hold that is long enough for it says so. */
const LAST_MS = 5000;

function last_five(hold: PlannedHold, { ran_ms, planned_ms }: Session): { cue: Cue; at_ms: number } | null {
  const at_ms = planned_ms - LAST_MS;
  return !hold.pulse && planned_ms >= 3 * LAST_MS && ran_ms < at_ms ? { cue: 'last-five', at_ms } : null;
}

function next_beat(hold: PlannedHold, { ran_ms, planned_ms }: Session): { cue: Cue; at_ms: number } | null {
  if (!hold.pulse) return null;
  const { press_ms, ease_ms } = hold.pulse;
  const round_ms = press_ms + ease_ms;
  const from_ms = Math.floor(ran_ms / round_ms) * round_ms;
  if (beat_of(hold, { ran_ms, planned_ms }) === 'press') {
    const at_ms = from_ms + press_ms;
    return at_ms < planned_ms ? { cue: 'ease', at_ms } : null;
  }
  const at_ms = from_ms + round_ms;
  return at_ms < planned_ms && is_whole(at_ms, press_ms, planned_ms) ? { cue: 'press', at_ms } : null;
}

function next_raise(hold: PlannedHold, session: Session): { cue: Cue; at_ms: number } | null {
  const due_ms = raise_due_ms(hold, session);
  if (due_ms === null || session.planned_ms - due_ms < RAISE_MS || !may_raise(hold, session)) return null;
  return { cue: 'raise', at_ms: Math.max(due_ms, session.ran_ms) };
}

/** [S24] Breaths that are still to come, for a hold that counts them. */
export function breaths_left(hold: PlannedHold, session: Session): number | null {
  if (hold.breaths === undefined) return null;
  return Math.max(0, hold.breaths - (session.breaths_before ?? 0) - (session.breaths ?? 0));
}

/** [S25] For which rating the screen asks now; null: for none. */
export function asked_for(hold: PlannedHold, session: Session): AskedAt | null {
  if (session.stage !== 'running') return null;
  if (session.phase !== 'hold') return is_asked_on_release(session) ? 'release' : null;
  const { ran_ms, planned_ms, ratings } = session;
  const rated_ms = ratings.at(-1)?.after_ms ?? 0;
  const half_ms = planned_ms / 2;
  if (planned_ms >= SHORTEST_HALF_MS && is_at(half_ms, ran_ms)) return rated_ms < half_ms ? 'half' : null;
  const steady_ms = level_of(session) > 0 ? level_from(session) + RAISE_MS : 0;
  const is_unrated = !ratings.some(({ after_ms }) => after_ms > 0 && after_ms >= level_from(session));
  return is_at(steady_ms, ran_ms) && is_unrated && hold.hold_ms > 0 ? 'steady' : null;
}

function is_asked_on_release({ felt, phase }: Session): boolean {
  const is_open = !!felt && !felt.is_rated && felt.since_ms < ASKED_MS;
  return is_open && (phase === 'release' || phase === 'rest' || phase === 'setup');
}

function is_at(from_ms: number, ran_ms: number): boolean {
  return ran_ms >= from_ms && ran_ms < from_ms + ASKED_MS;
}

/** What is heard now of a cue that was due within a hold: the beat of now, and a raise only where there was one. */
export function heard_of(cue: Cue, hold: PlannedHold | undefined, before: Session, session: Session): Cue | null {
  if (cue === 'raise') return session.level !== before.level ? cue : null;
  if (cue !== 'press' && cue !== 'ease') return cue;
  return hold && session.phase === 'hold' ? beat_of(hold, session) : null;
}

/** What is heard within a hold, as a state that lasts until the next of it: for whoever hears nothing. */
export function part_of(hold: PlannedHold, session: Session): HoldPart | null {
  if (session.stage !== 'running' || session.phase !== 'hold') return null;
  const { ran_ms, planned_ms } = session;
  const is_last = planned_ms >= 3 * LAST_MS && ran_ms >= planned_ms - LAST_MS;
  return (
    beat_of(hold, session) ??
    (is_last ? 'last-five' : has_half(hold, session) && ran_ms >= planned_ms / 2 ? 'half' : null)
  );
}

/** Changes when something within a phase must be shown anew: a level, a beat, a part, a question, what releasing is called. */
export function shown_key(hold: PlannedHold | undefined, session: Session): string {
  if (hold === undefined) return '';
  const { is_raising } = guided(hold, session);
  const may_ease = hold.hold_kind === 'until-eased' && can_tell(session);
  return [asked_for(hold, session), session.level, is_raising, part_of(hold, session), may_ease].join('/');
}

/** What was rated of the hold that ended last, until the next one begins; null where nothing was. */
export function melted({ felt }: Session): Felt | null {
  return felt && felt.ratings.length > 0 ? felt : null;
}

function level_from(session: Session): number {
  return session.level_from_ms ?? 0;
}

function ratings_of_level(session: Session): Rating[] {
  return session.ratings.filter(({ after_ms }) => after_ms >= level_from(session));
}
