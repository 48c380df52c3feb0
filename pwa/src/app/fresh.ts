/** Flows as they begin: of a protocol that was chosen, and of a session that is taken up again. Pure. */
import type { Running } from '../shell/schema';
import type { ProtocolVersion } from '../wire.gen';
import type { Flow } from './model';
import { raised_by } from './screening';

/** Nothing answered yet. `is_staff`: this device is paired as owner or therapist. */
export function fresh_flow(
  { version, digest }: { version: ProtocolVersion; digest: string },
  session_id: string,
  is_staff: boolean,
  now_ms: number,
): Flow {
  const { audience } = version.protocol;
  return {
    step: 'pain-before',
    session_id,
    version,
    digest,
    audience,
    client_id: null,
    asks_training: audience === 'therapist' && !is_staff,
    is_trained: false,
    questions: version.screening,
    answers: {},
    raised: [],
    blocked_by: null,
    left_out: [],
    is_none_affected: false,
    ...NOTHING_CHOSEN,
    affected_side: null,
    pain_before: null,
    pain_after: null,
    made_worse: false,
    ...not_looked(now_ms),
  };
}

/** The flow of a session that is taken up again: everything before the run is answered. */
export function flow_from(saved: Running): Flow {
  const { session_id, version, digest, client_id, affected_side, left_out, pain_before, answers } = saved;
  return {
    step: 'run',
    session_id,
    version,
    digest,
    audience: version.protocol.audience,
    client_id,
    asks_training: false,
    is_trained: true,
    questions: version.screening,
    answers,
    raised: raised_by(version.screening, answers),
    blocked_by: null,
    left_out,
    is_none_affected: left_out.length === 0,
    ...NOTHING_CHOSEN,
    affected_side,
    pain_before,
    pain_after: null,
    made_worse: false,
    ...not_looked(saved.session.last.wall_ms),
  };
}

/** Of steps and of both sides nothing was said yet, and nothing is shaded. */
export const NOTHING_CHOSEN = {
  left_out_steps: [],
  left_ms: null,
  sides: null,
  drawn_before: [],
  drawn_after: [],
} satisfies Partial<Flow>;

/** Nor which side hurts, and how much. */
export const NOTHING_SAID = { ...NOTHING_CHOSEN, affected_side: null, pain_before: null } satisfies Partial<Flow>;

/** Before anybody looked at a history: nothing is asked of it, and nothing advised. */
export function not_looked(
  now_ms: number,
): Pick<Flow, 'check_in' | 'review' | 'guard' | 'instead' | 'passed' | 'set_aside' | 'said_before'> {
  const guard = {
    now_ms,
    advice: [],
    left_out: [],
    closed_today: [],
    is_blocked: false,
    is_clock_behind: false,
    clinician_from_at: null,
  };
  return { check_in: null, review: null, guard, instead: [], passed: [], set_aside: null, said_before: [] };
}
