/** The one thing to look at: the time left, and the ring around it. Stepped, never animated. */
import type { Model, Run } from '../../app/model';
import { clock_text, seconds_left } from '../../core/format';
import type { PhaseKind } from '../../core/plan';
import { T } from '../strings-rooms';

const RADIUS = 141;
const ROUND = 2 * Math.PI * RADIUS;

export function Dial({ model, run }: { model: Model; run: Run }) {
  const { share } = model.dial.value;
  const { state, phase, clock, is_left_of_hold } = reading_of(model, run);
  return (
    <div class={`dial is-${state}`}>
      <svg viewBox="0 0 300 300" aria-hidden="true">
        <circle class="dial-track" cx="150" cy="150" r={RADIUS} />
        <circle
          class="dial-left"
          cx="150"
          cy="150"
          r={RADIUS}
          stroke-dasharray={`${(ROUND * (1 - share)).toFixed(1)} ${ROUND + 40}`}
          transform="rotate(-90 150 150)"
        />
      </svg>
      <div class="dial-text">
        <span key={phase} class="dial-phase">
          {phase}
        </span>
        <span class="dial-time numbers" role="timer" aria-label={T.run.time_left}>
          <Clock text={clock} />
        </span>
        <span class="dial-of numbers">
          {state === 'paused' ? is_left_of_hold && T.run.left_of_hold : of_words(run)}
        </span>
      </div>
    </div>
  );
}

/** Minutes and seconds, with the colon that parts them drawn closer where digits are large. */
export function Clock({ text }: { text: string }) {
  const [minutes, seconds] = text.split(':');
  return (
    <>
      {minutes}
      <span class="clock-colon">:</span>
      {seconds}
    </>
  );
}

interface Reading {
  state: PhaseKind | 'paused' | 'easing';
  phase: string;
  clock: string;
  is_left_of_hold: boolean;
}

/** What stands on the clock, whatever is drawn around it. */
export function reading_of(model: Model, run: Run): Reading {
  const { session } = run;
  const is_paused = session.stage === 'paused';
  // Off the point, what matters is how much of the broken-off hold would be left.
  const remainder_ms = is_paused ? session.remainder_ms : null;
  const state = is_paused ? 'paused' : run.guide === 'ease-off' ? 'easing' : session.phase;
  return {
    state,
    phase: state === 'paused' ? T.run.paused : state === 'easing' ? T.run.easing : held_words(run),
    clock: clock_text(remainder_ms === null ? model.dial.value.left_s : seconds_left(remainder_ms)),
    is_left_of_hold: remainder_ms !== null,
  };
}

/** What the phase is called; in a pulse, its beat. */
function held_words({ session, beat }: Run): string {
  return beat ? T.run.beat[beat] : T.run.phase[session.phase];
}

/** How long the phase is; for a hold that ends on easing, that it may end before; its level, or its breaths. */
function of_words({ session, hold, level, breaths }: Run): string {
  const length = clock_text(session.planned_ms / 1000);
  if (level) return `${T.run.of(length)}, ${T.run.level(level.number, level.count)}`;
  if (breaths) return `${T.run.of(length)}, ${T.run.breaths(breaths.done, breaths.count)}`;
  const is_until_eased = session.phase === 'hold' && hold?.hold_kind === 'until-eased';
  return is_until_eased ? T.run.of_until_eased(length) : T.run.of(length);
}

/** Time left in the whole plan, at the head of the screen. */
export function PlanLeft({ model }: { model: Model }) {
  return <span class="numbers">{T.run.left_of(clock_text(model.dial.value.plan_left_s))}</span>;
}
