/**
 * The quiet run: side, place, one field and the time, readable from both ends of the table. By candlelight, and wherever the
 * whole screen is one key.
 *
 * The field is pressure as light: it rises while one sinks in, falls with the hold, and goes out while hands come off, so no
 * phase begins with a jump of light. Stepped with the dial; what a press changes fades (css/quiet-light.css).
 */
import { useRef, useState } from 'preact/hooks';
import type { Intent, Model, Run, Send } from '../../app/model';
import { one_key } from '../../app/pedal';
import type { PlannedHold } from '../../core/plan';
import { LaterBody } from '../body/later-body';
import { PreflightPart } from '../cues/preflight';
import { T } from '../strings-rooms';
import { adapted_words } from './adapted';
import { Controls, is_under_pressure, main_press, release_as, SomethingWrong } from './controls';
import { reading_of, TimeLeft } from './dial';
import { Ratings, words_of } from './guide-panel';
import { HOLD_THROUGH_MS, HOLD_TO_STOP_MS } from './hold-press';
import { Melted } from './melted';
import { plain_name } from './names';
import { useHold } from './use-hold';

interface QuietProps {
  model: Model;
  run: Run;
  hold: PlannedHold;
  /** What the platform refused, to be known where nobody presses. */
  note: string | null;
  is_locked: boolean;
  send: Send;
  /** All keys, in a sheet: what the one key opens. */
  on_keys: () => void;
}

export function Quiet(props: QuietProps) {
  const { model, run, hold, send } = props;
  const [has_keys, show_keys] = useState(false);
  const { ends, target, figure } = model.settings.value;
  const { state } = reading_of(run);
  const is_whole = target === 'whole';
  const may_begin = run.can.begin_early && run.session.stage !== 'paused';
  return (
    <main class={`quiet is-${state} is-from-${ends} ${is_whole ? 'is-whole' : ''}`} tabIndex={-1}>
      <Field model={model} run={run} />
      <div class="quiet-ink">
        {ends === 'both' && (
          <div class="quiet-face is-turned" aria-hidden="true">
            <Face {...props} has_keys={has_keys} />
          </div>
        )}
        <div class="quiet-face">
          <Face {...props} has_keys={has_keys} is_read />
        </div>
        <LaterBody
          draw={({ RunMap }) => <RunMap version={run.version} point={hold.point} side={hold.side} build={figure} />}
        />
        {run.session.stage === 'paused' && !has_keys && model.preflight.value !== null && (
          <div class="quiet-look">
            <PreflightPart model={model} is_in_run is_read={is_whole} send={send} />
          </div>
        )}
        {is_whole && <WholeKey {...props} />}
        {/* Over the one key stands nothing that a blind tap could choose ([PK6]). */}
        {!is_whole && run.asked && run.can.rate && !has_keys && (
          <div class="quiet-ask">
            <Ratings run={run} hold={hold} send={send} />
          </div>
        )}
        {is_whole
          ? null
          : !has_keys && (
              <div class="quiet-keys">
                <MainKey {...props} />
                <div class="quiet-row">
                  <SomethingWrong send={send} />
                  {run.breaths && (
                    <button type="button" class="button quiet-of-now" onClick={() => send({ type: 'breathe' })}>
                      {T.run.breath}
                    </button>
                  )}
                  {may_begin && (
                    <button type="button" class="button quiet-of-now" onClick={() => send({ type: 'begin_early' })}>
                      {T.run.begin_now}
                    </button>
                  )}
                  <button type="button" class="button" aria-expanded={false} onClick={() => show_keys(true)}>
                    {T.room.keys}
                  </button>
                </div>
              </div>
            )}
      </div>
      {!is_whole && has_keys && (
        <div class="quiet-tray">
          <button
            type="button"
            class="button is-plain quiet-close"
            aria-expanded={true}
            onClick={() => show_keys(false)}
          >
            {T.room.keys_away}
          </button>
          {may_begin && (
            <button type="button" class="button is-primary" onClick={() => send({ type: 'begin_early' })}>
              {T.run.begin_now}
            </button>
          )}
          {run.can.rate && <Ratings run={run} hold={hold} send={send} />}
          <Controls run={run} note={props.note} is_locked={props.is_locked} send={send} />
        </div>
      )}
    </main>
  );
}

/**
 * What is read; said to assistive technology once, however often it is shown. `has_keys`: all keys lie under it, and what was
 * refused stands at the key that asked for it.
 */
function Face({ model, run, hold, note, has_keys, is_read }: QuietProps & { has_keys: boolean; is_read?: boolean }) {
  const { state, phase, is_left_of_hold } = reading_of(run);
  const name = plain_name(run.version, hold.point);
  const side = T.common.side[hold.side];
  const refused = has_keys || run.refusal === null ? null : T.run.refused[run.refusal];
  const to_press = refused ?? quiet_words(run, hold) ?? (is_looking(run) ? adapted_words(model.flow.value) : null);
  const words = [to_press, has_keys ? null : note].filter(Boolean).join(' ');
  const Place = is_read ? 'h1' : 'p';
  return (
    <>
      <p class="quiet-phase">{is_left_of_hold ? `${phase}, ${T.run.left_of_hold}` : phase}</p>
      {is_read ? (
        <span class="quiet-time numbers" role="timer" aria-label={T.run.time_left}>
          <TimeLeft model={model} run={run} />
        </span>
      ) : (
        <span class="quiet-time numbers">
          <TimeLeft model={model} run={run} />
        </span>
      )}
      <Place class="quiet-place" tabIndex={is_read ? -1 : undefined}>
        {name}
        <span class="unseen">, </span> <span class="quiet-side">{side}</span>
      </Place>
      {words && <p class={state === 'easing' ? 'quiet-words is-easing' : 'quiet-words'}>{words}</p>}
      <Melted run={run} />
    </>
  );
}

/** The place is looked for: what answers changed is read before anything is pressed. */
function is_looking({ session: { stage, phase } }: Run): boolean {
  return stage === 'running' && phase === 'setup';
}

/** Only what must not be missed; how to press is read before, by other light. */
function quiet_words(run: Run, hold: PlannedHold): string | null {
  const is_closed = run.session.closed.includes(hold.point);
  if (run.session.stage === 'paused' || run.guide === 'ease-off' || run.guide === 'end' || is_closed)
    return words_of(run, hold);
  if (run.breaths) return T.run.breaths(run.breaths.done, run.breaths.count);
  return run.is_turning && hold.body_position ? T.run.turn[hold.body_position] : null;
}

/** How high the field stands; a hold that ended early leaves it where it was, and it goes out from there. */
function useField(model: Model, run: Run): number {
  const under_pressure = useRef(0);
  const { share } = model.dial.value;
  const { stage, phase } = run.session;
  if (stage !== 'running') return 0;
  if (phase === 'release') return under_pressure.current * (1 - share);
  under_pressure.current = phase === 'ramp' ? share : phase === 'hold' ? 1 - share : 0;
  return under_pressure.current;
}

/** A part of its own: it falls with each second, and nothing else is drawn again with it. */
function Field({ model, run }: { model: Model; run: Run }) {
  const share = useField(model, run);
  return (
    <div
      class="quiet-field"
      aria-hidden="true"
      ref={(node) => {
        if (node) node.style.transform = `scaleY(${share.toFixed(4)})`;
      }}
    />
  );
}

function MainKey({ run, is_locked, send }: QuietProps) {
  const main = main_press(run, is_locked);
  return (
    <button
      type="button"
      class="button go"
      data-lock={is_under_pressure(run) ? 'open' : undefined}
      aria-label={main.label}
      onClick={() => send(main.intent)}
    >
      {main.name}
    </button>
  );
}

/** [PK6] A tap leads on, letting go after a moment opens all keys, keeping it down stops: each said, with the fill in sight. */
function WholeKey({ run, is_locked, send, on_keys }: QuietProps) {
  const on = one_key(run, is_locked);
  const tap = () => on && send(on);
  const { is_down, is_between, handlers } = useHold(
    {
      on_held: () => !is_locked && send({ type: 'stop' }),
      on_short: tap,
      between: { after_ms: HOLD_TO_STOP_MS, on_let_go: () => !is_locked && on_keys() },
      on_pressed: tap,
    },
    HOLD_THROUGH_MS,
  );
  const hints = T.room.whole_hint;
  return (
    <>
      <button
        type="button"
        class={is_down && !is_locked ? 'quiet-whole is-down' : 'quiet-whole'}
        data-lock={is_under_pressure(run) ? 'open' : undefined}
        {...handlers}
      >
        <span class="unseen">{name_of_tap(run, on)}</span>
        <span class="quiet-hint" aria-hidden="true">
          {is_locked ? hints.locked : is_between ? hints.between : hints[hint_of(run, on)]}
        </span>
      </button>
      {/* Whoever has no finger to hold it down with lets go by a key of its own. */}
      {on?.type === 'breathe' && (
        <button
          type="button"
          class="quiet-release"
          data-lock="open"
          onClick={() => send({ type: 'release', is_unsaid: true })}
        >
          {T.run.release_now}
        </button>
      )}
    </>
  );
}

function name_of_tap(run: Run, on: Intent | null): string {
  if (on?.type === 'begin_early') return T.run.begin_now;
  if (on?.type === 'breathe') return T.run.breath;
  return main_press(run, on?.type === 'release' && on.is_unsaid).name;
}

function hint_of(run: Run, on: Intent | null): 'begin' | 'breathe' | 'resume' | 'release' | 'eased' | 'go_on' {
  if (on?.type === 'begin_early') return 'begin';
  return on?.type === 'breathe' || on?.type === 'resume' ? on.type : release_as(run);
}
