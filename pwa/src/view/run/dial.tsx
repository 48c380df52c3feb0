/** The one thing to look at: the time left, and the ring around it. Stepped, never animated. */
import type { Model, Run } from '../../app/model';
import { clock_text, seconds_left } from '../../core/format';
import type { PhaseKind } from '../../core/plan';
import { T } from '../strings-rooms';

const RADIUS = 141;
const ROUND = 2 * Math.PI * RADIUS;

export function Dial({ model, run }: { model: Model; run: Run }) {
  const { state, phase, is_left_of_hold } = reading_of(run);
  return (
    <div class={`dial is-${state}`}>
      <svg viewBox="0 0 300 300" aria-hidden="true">
        <circle class="dial-track" cx="150" cy="150" r={RADIUS} />
        <Round model={model} />
      </svg>
      <div class="dial-text">
        <span key={phase} class="dial-phase">
          {phase}
        </span>
        <span class="dial-time numbers" role="timer" aria-label={T.run.time_left}>
          <TimeLeft model={model} run={run} />
        </span>
        <span class="dial-of numbers">
          {state === 'paused' ? is_left_of_hold && T.run.left_of_hold : of_words(run)}
        </span>
      </div>
    </div>
  );
}

/** What is left of the phase, around. Drawn with the dial, and nothing else with it. */
function Round({ model }: { model: Model }) {
  const { share } = model.dial.value;
  return (
    <circle
      class="dial-left"
      cx="150"
      cy="150"
      r={RADIUS}
      stroke-dasharray={`${(ROUND * (1 - share)).toFixed(1)} ${ROUND + 40}`}
      transform="rotate(-90 150 150)"
    />
  );
}

/**
 * Minutes and seconds, with the colon that parts them drawn closer where digits are large. A part of its own: with each second
 * it is drawn again, and nothing around it.
 */
export function TimeLeft({ model, run }: { model: Model; run: Run }) {
  const { left_s } = model.dial.value;
  const remainder_ms = remainder_of(run);
  const [minutes, seconds] = clock_text(remainder_ms === null ? left_s : seconds_left(remainder_ms)).split(':');
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
  is_left_of_hold: boolean;
}

/** What stands around the clock, whatever is drawn. */
export function reading_of(run: Run): Reading {
  const { session } = run;
  const state = session.stage === 'paused' ? 'paused' : run.guide === 'ease-off' ? 'easing' : session.phase;
  return {
    state,
    phase: state === 'paused' ? T.run.paused : state === 'easing' ? T.run.easing : held_words(run),
    is_left_of_hold: remainder_of(run) !== null,
  };
}

/** Off the point, what matters is how much of the broken-off hold would be left, in milliseconds. */
function remainder_of({ session }: Run): number | null {
  return session.stage === 'paused' ? session.remainder_ms : null;
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
