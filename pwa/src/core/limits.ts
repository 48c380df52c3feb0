/**
 * The numbers no hold may pass while it runs. What a whole protocol is judged by stands in rules.ts.
 *
 * Must never be softened by a setting.
 */
import type { Audience, Point } from '../wire.gen';

/** Longest single hold in the trials found (FACTS 1.2: HOU02, JCPR19). */
export const LONGEST_HOLD_MS = 90_000;
/** Largest dose at one point in a home trial: 6 x 30 s (FACTS 1.2: GUL11). House rule. */
export const LONGEST_POINT_SIDE_MS = 180_000;
/** Face, hand, or over a nerve trunk (FACTS 4.6). House rule. */
export const LONGEST_TENDER_HOLD_MS = 30_000;
export const LONGEST_SELF_CARE_HOLD_MS = 60_000;
/** The longest plan of all (FACTS 4.7). House rule. */
export const LONGEST_PLAN_MS = 60 * 60_000;
export const LONGEST_SELF_CARE_PLAN_MS = 20 * 60_000;
/** Above this rating the hold ends everywhere (FACTS 4.5). */
export const HOLD_ENDS_ABOVE_NRS = 7;

/** The longest one hold at this point may ever become, in milliseconds. An unknown point gets the shortest cap. */
export function longest_hold_ms(audience: Audience, point: Point | undefined): number {
  if (point === undefined || is_tender(point)) return LONGEST_TENDER_HOLD_MS;
  return audience === 'self-care' ? LONGEST_SELF_CARE_HOLD_MS : LONGEST_HOLD_MS;
}

/** Whether holds here are short for everybody: on the face, the hand, or where a nerve lies under the finger. */
export function is_tender(point: Point): boolean {
  const is_face_or_hand = [point.view, point.region].some((place) => place === 'head' || place === 'hand');
  return is_face_or_hand || point.therapist.hold_s.max * 1000 <= LONGEST_TENDER_HOLD_MS;
}
