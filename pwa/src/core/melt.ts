/**
 * How discomfort under the finger went during a session's holds, with the last sessions of the same person behind it. Pure.
 *
 * It is tenderness at one point, and no pain: the two are never put into one number. Must never call a fall a success, nor
 * compare people.
 *
 *  [ME1] One line for each hold that was rated; one entry for each point and side, in the order in which they were pressed.
 *  [ME2] Behind it the last three sessions of the same person that rated the same point and side; nobody else's.
 *  [ME3] What changed is said by the first and the last number; where only one was given, or it is the same, that is said.
 *  [ME4] The picture says what the words say: hold after hold, its first dot the first number and its last dot the last; no two
 *        dots touch.
 */
import type { Rating, Side } from '../wire.gen';
import type { SessionRecord } from './history';
import { history_of } from './whose';

/** Ratings of one hold, in their order. */
export type Line = readonly Rating[];

export interface Melt {
  point: string;
  side: Side;
  lines: Line[];
  /** The last sessions', the latest first. */
  before: Line[][];
}

/** What became of it, by its first and last number; null for `last` where one alone was given. */
export interface Change {
  first: number;
  last: number | null;
}

const SESSIONS_BEHIND = 3;

/** [ME1] [ME2] `all`: every session that is known here, this one among them or not. */
export function melts_of(session: SessionRecord, all: readonly SessionRecord[]): Melt[] {
  const { audience, client_id, origin } = session;
  const whose = { audience, client_id, origin, own_client_id: client_id };
  const earlier = history_of(all, whose)
    .filter((each) => each.id !== session.id && each.started_at < session.started_at)
    .sort((a, b) => b.started_at - a.started_at);
  const melts = new Map<string, Melt>();
  for (const { point, side } of session.holds.filter(is_rated)) {
    const key = `${point}/${side}`;
    if (melts.has(key)) continue;
    const before = earlier.map((each) => lines_of(each, point, side)).filter((lines) => lines.length > 0);
    const lines = lines_of(session, point, side);
    melts.set(key, { point, side, lines, before: before.slice(0, SESSIONS_BEHIND) });
  }
  return [...melts.values()];
}

/** [ME3] */
export function change_of(lines: readonly Line[]): Change {
  const ratings = lines.flat();
  return { first: ratings[0]?.nrs ?? 0, last: ratings.length > 1 ? (ratings.at(-1)?.nrs ?? 0) : null };
}

function lines_of({ holds }: SessionRecord, point: string, side: Side): Line[] {
  return holds
    .filter((hold) => is_rated(hold) && hold.point === point && hold.side === side)
    .map(({ ratings }) => ratings);
}

function is_rated({ ratings }: SessionRecord['holds'][number]): boolean {
  return ratings.length > 0;
}
