/**
 * From a complaint to where it may be tender: which points, in which order, why, and what presses them. Pure.
 *
 * A list of likely tender spots and never a diagnosis. Owns the order and the weights, in one table. Rules:
 *  [K1] A complaint that is a red flag shows no point and no protocol.
 *  [K2] In self-care a therapist-only point is not there at all.
 *  [K3] What content names first stands first; what lies there weighs a little more than what is felt there from afar.
 *  [K4] A point that is only pressed gently stands lower in self-care.
 *  [K5] The farther a point lies from where it hurts, the lower it stands.
 *  [K6] At most five points, each once; where the weights are equal, content's order decides.
 *  [K7] Protocols that press most of the found points come first; only this audience's, never one that is barred, and none
 *       that presses less than half as many of them as the first.
 *  [K11] Protocols that presuppose something (a nerve assessed, an injury) come after those that do not, unless it is said:
 *       where it hurts does not tell it. What [K7] compares with is then the first that presupposes nothing.
 *  [K8] Before any point is shown, what can stop somebody is asked: the questions for everybody, the complaint's, and those
 *       of its points. What only changes a session waits until one begins, when the sites are known.
 *  [K9] A search in plain words finds what most of its words stand in, red flags first where as many do, and even
 *       where two words do that are half of them. An alarming word counts twice for them. A slip of the keys is read as
 *       the word it is nearest to; a word that no complaint uses counts for nothing (core/said-words.ts).
 *  [K10] Whatever words find a place, the red flags of that place are listed with it, as where it is tapped: of the place of
 *        what is found first, then of every place that the words name ("top of my shoulder" is the shoulder too), and a stop
 *        that was found stands before them.
 */
import type { Area, Audience, CandidateHow, Complaint, Library, Point, Question } from '../wire.gen';
import { distance_to } from './areas';
import { ALARMING, is_said, telling_words, words_of } from './said-words';

/** What counts, and how much. Nothing else decides an order. */
export const WEIGHTS = {
  /** For each place further down in the complaint's list. */
  place: -2,
  how: { 'lies-here': 1, 'refers-here': 0 } satisfies Record<CandidateHow, number>,
  gentle_alone: -1,
  /** For each tenth of the body's height between the point and where it hurts, and at most so much. */
  far: -0.5,
  farthest: -1.5,
} as const;

export const MOST_POINTS = 5;
export const MOST_PROTOCOLS = 4;

export interface Found {
  readonly point: Point;
  readonly how: CandidateHow;
  readonly why: string;
}

/** A protocol as far as the finder needs it. */
export interface Pressing {
  readonly id: string;
  readonly audience: Audience;
  readonly barred: string | null;
  readonly points: readonly string[];
  /** How that is called without which its condition is for nobody; most presuppose nothing. */
  readonly presupposes?: readonly string[] | undefined;
}

/** A protocol and the found points it presses. */
export interface Offered {
  readonly id: string;
  readonly pressed: readonly string[];
}

/** [K1] to [K6] `area`: where it was tapped, or null where a complaint was chosen from a list. */
export function points_for(
  complaint: Complaint,
  area: Area | null,
  audience: Audience,
  points: readonly Point[],
): Found[] {
  if (complaint.stop !== undefined) return [];
  const ranked = (complaint.candidates ?? []).flatMap(({ point: id, how, why }, place) => {
    const point = points.find((each) => each.id === id);
    if (point === undefined || !may_press(point, audience)) return [];
    return { found: { point, how, why }, weight: weight_of(point, how, place, area ?? complaint.area, audience) };
  });
  return ranked
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_POINTS)
    .map(({ found }) => found);
}

function may_press(point: Point, audience: Audience): boolean {
  return audience === 'therapist' || (point.self_care !== 'therapist-only' && point.self !== null);
}

function weight_of(point: Point, how: CandidateHow, place: number, area: Area, audience: Audience): number {
  const tenths = distance_to(area, point.position.right) / 10;
  const is_gentle = audience === 'self-care' && point.self_care === 'gentle-only';
  return (
    place * WEIGHTS.place +
    WEIGHTS.how[how] +
    (is_gentle ? WEIGHTS.gentle_alone : 0) +
    Math.max(WEIGHTS.farthest, tenths * WEIGHTS.far)
  );
}

/**
 * [K7] Of two that press as many, the one that presses the likelier ones, then the one that presses less besides. [K11]
 * `said`: what was chosen, and searched for, in words.
 */
export function protocols_for(
  found: readonly Found[],
  audience: Audience,
  protocols: readonly Pressing[],
  said: string,
): Offered[] {
  const wanted = found.map(({ point }) => point.id);
  const pressing = protocols
    .filter((each) => each.audience === audience && each.barred === null)
    .map((each) => ({ each, pressed: wanted.filter((id) => each.points.includes(id)), late: is_late(each, said) }))
    .filter(({ pressed }) => pressed.length > 0);
  const first = Math.min(...pressing.map(({ late }) => late));
  const most = Math.max(0, ...pressing.filter(({ late }) => late === first).map(({ pressed }) => pressed.length));
  return pressing
    .filter(({ pressed }) => 2 * pressed.length >= most)
    .sort(
      (a, b) =>
        a.late - b.late ||
        b.pressed.length - a.pressed.length ||
        places_of(a.pressed, wanted) - places_of(b.pressed, wanted) ||
        a.each.points.length - b.each.points.length,
    )
    .slice(0, MOST_PROTOCOLS)
    .map(({ each, pressed }) => ({ id: each.id, pressed }));
}

/** [K11] 1 where it presupposes what nobody said, else 0. */
function is_late({ presupposes = [] }: Pressing, said: string): number {
  const words = words_of(said);
  const is_named = presupposes.some((name) => words_of(name).every((word) => is_said([word], words)));
  return presupposes.length === 0 || is_named ? 0 : 1;
}

function places_of(pressed: readonly string[], wanted: readonly string[]): number {
  return pressed.reduce((sum, id) => sum + wanted.indexOf(id), 0);
}

/** [K8] */
export function questions_for(complaint: Complaint, { points, screening }: Library): Question[] {
  const named = (complaint.candidates ?? []).flatMap(({ point: id }) => points.filter((point) => point.id === id));
  const ids = new Set([
    ...screening.filter(({ group }) => group === 'all').map(({ id }) => id),
    ...(complaint.ask ?? []),
    ...named.flatMap((point) => [...(point.screen ?? []), ...(point.ask_again ?? [])]),
  ]);
  const asked = [...ids].flatMap((id) => screening.find((question) => question.id === id) ?? []);
  return asked.filter(({ if_yes }) => if_yes !== 'modify');
}

/** [K9] What of these complaints a search finds, best first; all of them for an empty search. */
export function complaints_found(complaints: readonly Complaint[], search: string): Complaint[] {
  if (words_of(search).length === 0) return [...complaints];
  const texts = complaints.map((complaint) => {
    return { complaint, own: words_of(complaint.words), all: all_words_of(complaint) };
  });
  const wanted = telling_words(search, new Set(texts.flatMap(({ all }) => all)));
  const found = texts.flatMap(({ complaint, own, all }) => {
    const said = wanted.filter((word) => is_said(word, all));
    const alarms = complaint.stop ? said.filter((word) => word.some((each) => ALARMING.has(each))).length : 0;
    const in_own = wanted.filter((word) => is_said(word, own)).length;
    const weight = said.length + alarms;
    return 2 * weight < wanted.length || weight === 0 ? [] : { complaint, matched: said.length, weight, in_own };
  });
  const most = Math.max(0, ...found.map(({ matched }) => matched));
  return found
    .filter(({ complaint, matched, weight }) => 3 * matched >= 2 * most || is_warned({ complaint, weight, most }))
    .sort((a, b) => b.weight - a.weight || stops(b.complaint) - stops(a.complaint) || b.in_own - a.in_own)
    .map(({ complaint }) => complaint);
}

function all_words_of({ words, area, also_said = [] }: Complaint): string[] {
  return words_of([words, area, ...also_said].join(' '));
}

/** [K10] What these complaints, found by a search, do not say of the red flags of the places that it is about. */
export function warnings_beside(
  found: readonly Complaint[],
  complaints: readonly Complaint[],
  search: string,
): Complaint[] {
  const first = found.find(({ stop }) => stop === undefined)?.area;
  const said = telling_words(search, new Set(complaints.flatMap(all_words_of)));
  const is_named = (area: Area) => words_of(area).every((word) => said.some((meant) => is_said(meant, [word])));
  const others = complaints.filter((each) => each.stop !== undefined && !found.includes(each));
  return [
    ...others.filter(({ area }) => area === first),
    ...others.filter(({ area }) => area !== first && is_named(area)),
  ];
}

function is_warned({ complaint, weight, most }: { complaint: Complaint; weight: number; most: number }): boolean {
  return complaint.stop !== undefined && weight > 1 && 2 * weight >= most;
}

function stops({ stop }: Complaint): number {
  return stop === undefined ? 0 : 1;
}
