/** How long a run may leave time alone: until the dial's next step, a cue, or a deadline. In between nothing is computed. */
import { next_cue } from '../core/session';
import { type Instant, left_ms } from '../core/state';
import type { Running } from '../shell/schema';
import { dial_step_ms } from './gauge';

// A cue is put on the audio clock within its last 250 ms, and a beat to spare.
const NEAR_MS = 320;
const NEAR_BEAT_MS = 50;
/** Where nothing is seen to change: sleep must still be told from a beat that was late, by a page's own timer too. */
const UNSEEN_BEAT_MS = 500;

export function beat_in_ms(running: Running | null, now: Instant, is_visible: boolean): number {
  if (running === null) return UNSEEN_BEAT_MS;
  const { plan, session } = running;
  const since_ms = Math.max(now.mono_ms - session.last.mono_ms, now.wall_ms - session.last.wall_ms);
  if (since_ms < 0) return 0;
  const cue_ms = next_cue(plan, session)?.in_ms;
  if (cue_ms === undefined) return UNSEEN_BEAT_MS - since_ms;
  const beat_ms = is_visible ? dial_step_ms(session) : UNSEEN_BEAT_MS;
  const near_ms = cue_ms > NEAR_MS ? cue_ms - NEAR_MS : Math.min(cue_ms, NEAR_BEAT_MS);
  return Math.min(near_ms, left_ms(session) % beat_ms || beat_ms) - since_ms;
}
