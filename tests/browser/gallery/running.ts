/** Runs for the gallery, made by the real machine: a plan, a few presses, and the state they lead to. */
import { run_from } from '../../../pwa/src/app/gauge';
import type { Dial, Run } from '../../../pwa/src/app/model';
import type { HoldRecord } from '../../../pwa/src/core/history';
import { PHASES, type Plan, phase_ms } from '../../../pwa/src/core/plan';
import { begin, step } from '../../../pwa/src/core/session';
import { type Event, left_ms, type Outcome, type Session } from '../../../pwa/src/core/state';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { NOW } from './fake-model';

type Press = Event extends infer Each ? (Each extends Event ? Omit<Each, 'at'> : never) : never;

/** A session on its way: time passes in steps shorter than sleep, as on a device that is awake. */
export class Walk {
  session: Session;
  readonly holds: HoldRecord[] = [];
  #now_ms = 0;

  constructor(readonly plan: Plan) {
    this.session = this.#take(begin(plan, this.#at()));
  }

  pass(seconds: number): this {
    for (let left_ms = seconds * 1000; left_ms > 0; left_ms -= 500) {
      this.#now_ms += Math.min(500, left_ms);
      this.session = this.#take(step(this.plan, this.session, { type: 'ticked', at: this.#at() }));
    }
    return this;
  }

  press(press: Press): this {
    this.#now_ms += 500;
    this.session = this.#take(step(this.plan, this.session, { ...press, at: this.#at() } as Event));
    return this;
  }

  /** The device sleeps: time passes in one go. */
  sleep(seconds: number): this {
    this.#now_ms += seconds * 1000;
    this.session = this.#take(step(this.plan, this.session, { type: 'ticked', at: this.#at() }));
    return this;
  }

  /** Lets time pass until a phase of this kind begins. */
  until(phase: Session['phase']): this {
    for (let i = 0; i < 4000 && (this.session.phase !== phase || this.session.stage !== 'running'); i += 1)
      this.pass(0.5);
    return this;
  }

  #at() {
    return { wall_ms: NOW + this.#now_ms, mono_ms: this.#now_ms };
  }

  #take(outcome: Outcome): Session {
    for (const effect of outcome.effects) {
      if (effect.type === 'record' && effect.kind === 'hold_ended') this.holds.push(effect.body);
    }
    return outcome.session;
  }
}

export function run_of(walk: Walk, version: ProtocolVersion, client_name: string | null): Run {
  const { session, plan } = walk;
  const around = { card: 'closed', advice: null, refusal: null, addable: [], client_name } as const;
  return run_from({ plan, version, session }, around);
}

export function dial_of({ session, plan }: Walk): Dial {
  const left = left_ms(session);
  const next = plan.holds.slice(session.hold + 1);
  const next_ms = next.reduce((sum, hold) => sum + PHASES.reduce((ms, kind) => ms + phase_ms(hold, kind), 0), 0);
  return {
    left_s: Math.ceil(left / 1000),
    share: session.planned_ms === 0 ? 0 : session.ran_ms / session.planned_ms,
    plan_left_s: Math.ceil((next_ms + left) / 1000),
  };
}
