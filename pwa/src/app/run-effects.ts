/** What becomes of what the machine asks for, and when the track may witness: small questions of the run. Pure. */
import { advice_after } from '../core/advice';
import type { NewFact } from '../core/fact';
import { type Effect, type Event, type Outcome, type Session, SLEEP_MS } from '../core/state';
import type { Running } from '../shell/schema';
import { session_fact } from './opening';

/** A yes to a question asked again has ended the session: what it means is said before anything else. */
export function advice_of_answer({ effects }: Outcome): Pick<Running, 'advice'> | null {
  const yes = effects.find(
    (effect) => effect.type === 'record' && effect.kind === 'screening_answered' && effect.body.answer === 'yes',
  );
  const is_answer = yes?.type === 'record' && yes.kind === 'screening_answered';
  return is_answer ? { advice: advice_after(yes.body.action) } : null;
}

export function fact_from_effect(effect: Effect, running: Running): NewFact | null {
  return effect.type === 'record' ? session_fact(effect.kind, running, effect.at, effect.body) : null;
}

/** Time has passed that nobody saw, and that the track may witness. */
export function is_waking({ last }: Session, { type, at }: Event, heard_ms: number): boolean {
  return type !== 'reloaded' && heard_ms > 0 && at.wall_ms - last.wall_ms > SLEEP_MS;
}
