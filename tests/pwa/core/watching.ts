/** A rig that looks on: what no later look at the facts of a walk could tell (walking.ts lists what must be true, by id). */
import { open_question } from '../../../pwa/src/core/before-hold';
import { fit_rest } from '../../../pwa/src/core/elastic';
import type { Plan, PlannedHold } from '../../../pwa/src/core/plan';
import { step } from '../../../pwa/src/core/session';
import { type Effect, type Event, left_ms, type Session, SLEEP_MS } from '../../../pwa/src/core/state';
import { step_heard } from '../../../pwa/src/core/timeline';
import { to_go_ms } from '../../../pwa/src/core/to-go';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { Rig } from './rig';

type Bare = Parameters<Rig['send']>[0];

/** What of the wall's time the machine may take for the grain of the clocks. */
const GRAIN_MS = 100;

/** A rig that looks at every event: what no later look at the facts could tell. */
export class WatchedRig extends Rig {
  readonly broken = new Set<string>();
  /** What has befallen it that no fact tells of. */
  readonly met = new Set<string>();
  /** The hold of each phase that was announced: a fit may have taken it out of the plan since. */
  readonly place_of = new Map<Effect, PlannedHold>();

  override send(event: Parameters<Rig['send']>[0]): Effect[] {
    const before = this.session;
    const effects = super.send(event);
    if (event.type === 'extended' && this.session.extra_ms > before.extra_ms) this.met.add('longer');
    this.#watch(before, event.type);
    return this.#placed(effects);
  }

  override wake(ms: number, heard_ms: number, mono_ms = ms): Effect[] {
    const { plan, session } = this;
    const { last } = session;
    const effects = super.wake(ms, heard_ms, mono_ms);
    const passed_ms = Math.max(this.mono_ms - last.mono_ms, this.wall_ms - last.wall_ms);
    const by_ms = Math.min(heard_ms, passed_ms);
    const at = { wall_ms: last.wall_ms + by_ms, mono_ms: last.mono_ms + by_ms };
    const led = step_heard(plan, session, { type: 'ticked', at }, by_ms).session;
    if (led.phase !== session.phase || led.hold !== session.hold) this.met.add('heard');
    this.#watch(led, 'ticked');
    return this.#placed(effects);
  }

  #placed(effects: Effect[]): Effect[] {
    for (const effect of effects) {
      const hold = effect.type === 'announce' && effect.milestone.says === 'phase' ? effect.milestone.hold : -1;
      const place = this.plan.holds[hold];
      if (place) this.place_of.set(effect, place);
    }
    return effects;
  }

  /** So much time is given to what is left. */
  fit(version: ProtocolVersion, time_ms: number): void {
    const { plan, session } = this;
    const fit = fit_rest(plan, version, session, time_ms, () => []);
    const going_to = session.going_to ?? -1;
    const last = Math.max(session.hold, going_to, session.attempts.length - 1);
    const is_moved = plan.holds.some((hold, i) => i <= last && fit.plan.holds[i] !== hold);
    if (is_moved) this.broken.add('[I14] what was begun or chosen stays where it is');
    const takes_ms = to_go_ms(fit.plan, session);
    if (Math.abs(takes_ms - fit.takes_ms) > 0.01) this.broken.add('[I13] a fit is as long as it says');
    if (takes_ms > to_go_ms(plan, session)) this.broken.add('[I14] nothing becomes longer');
    if (fit.fitted.length > 0) this.met.add(going_to < 0 ? 'fitted' : 'fitted on the way');
    this.plan = fit.plan;
    this.send({ type: 'ticked' });
  }

  /** [I13] */
  count(): void {
    const is_right = Math.abs(run_out_ms(this.plan, this.session) - to_go_ms(this.plan, this.session)) < 0.01;
    if (!is_right) this.broken.add('[I13] to go is what it takes');
  }

  #watch(before: Session, type: string): void {
    const { session, at } = this;
    const [mono_ms, wall_ms] = [at.mono_ms - before.last.mono_ms, at.wall_ms - before.last.wall_ms];
    const is_asleep = mono_ms > SLEEP_MS || wall_ms > SLEEP_MS + GRAIN_MS;
    const is_same = session.hold === before.hold && session.phase === before.phase;
    if (type === 'ticked' && is_asleep && session.stage === 'running' && !is_same) {
      this.broken.add('[I8] no phase runs that nobody saw');
    }
    if (session.ran_ms > session.planned_ms) this.broken.add('[I2] nothing runs past its length');
    if ((session.level ?? 0) <= (before.level ?? 0) || !is_same) return;
    const levels = this.plan.holds[session.hold]?.levels ?? [];
    const ceiling_nrs = this.plan.holds[session.hold]?.ceiling_nrs ?? 0;
    // A rating that comes with this very event was not there when the level's time was over.
    if (before.ratings.some(({ nrs }) => nrs >= ceiling_nrs)) this.broken.add('[I9] no level after the ceiling');
    if ((session.level ?? 0) >= levels.length) this.broken.add('[I9] no level past the last');
    if (type === 'ticked' && is_asleep) this.broken.add('[I8] no level that nobody saw');
  }
}

/** How long it takes to its end if whoever it waits for is there at once, and answers every question with no. */
export function run_out_ms(plan: Plan, from: Session): number {
  let session: Session = { ...from, paused_ms: 0 };
  let ms = 0;
  const send = (event: Bare, by_ms = 0) => {
    const { wall_ms, mono_ms } = session.last;
    const at = { wall_ms: wall_ms + by_ms, mono_ms: mono_ms + by_ms };
    session = step(plan, session, { ...event, at } as Event).session;
  };
  for (let i = 0; i < 2000 && session.stage !== 'ended'; i += 1) {
    const asked = open_question(session, plan.holds[session.hold])?.question ?? '';
    if (session.stage === 'paused' || session.stage === 'parked') send({ type: 'resumed' });
    else if (session.stage === 'asking') send({ type: 'answered', question: asked, answer: 'no' }, 1000);
    else {
      ms += left_ms(session);
      session.ran_ms = session.planned_ms;
      send({ type: 'ticked' });
    }
  }
  return ms;
}
