/** Sessions of the past, as they are folded from facts: for whatever looks at a history. */
import type { SessionRecord } from '../../../pwa/src/core/history';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const T0 = 1_800_000_000_000;

let count = 0;

/** A session at so many hours after T0 in which these points were pressed. */
export function session(at_h: number, over: Partial<SessionRecord> = {}, points = ['shoulder', 'hip']): SessionRecord {
  count += 1;
  const at = T0 + at_h * HOUR;
  const hold = { step: 0, side: 'left', repeat: 1, attempt: 1, planned_ms: 20_000, held_ms: 20_000 } as const;
  const rest = { observed_ms: 20_000, paused_ms: 0, ended_by: 'time', ratings: [] } as const;
  return {
    id: `session-${count}`,
    origin: 'origin-here',
    begun_as: String(1000 + count),
    protocol_id: 'back-self',
    protocol_digest: '',
    title: 'Back',
    audience: 'self-care',
    started_at: at - 600_000,
    time_zone: 'Europe/Vienna',
    ended_at: at,
    reason: 'completed',
    planned_holds: 2,
    planned_ms: 60_000,
    client_id: null,
    left_out: [],
    is_halved: false,
    left_out_steps: [],
    sides: null,
    holds: points.map((point) => ({ ...hold, ...rest, point, ratings: [] })),
    held_ms: 20_000 * points.length,
    last_pressed_at: points.length === 0 ? null : at,
    pain_before: null,
    pain_after: null,
    pain_next_day: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
    check_ins: [],
    reviews: [],
    set_aside: [],
    cleared_at: null,
    ...over,
  };
}
