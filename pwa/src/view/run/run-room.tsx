/** THE RUN: one thing to look at, one thing to press. Shows the machine's state and sends what is pressed. */
import { useEffect, useState } from 'preact/hooks';
import type { Flow, Model, Run, Send } from '../../app/model';
import { intent_of, keys_of_run } from '../../app/pedal';
import { is_quiet } from '../../app/room-model';
import type { PlannedHold } from '../../core/plan';
import type { Point, Step } from '../../wire.gen';
import '../css/quiet.css';
import '../css/quiet-wide.css';
import '../css/quiet-keys.css';
import '../css/quiet-return.css';
import '../css/quiet-tray.css';
import '../css/quiet-light.css';
import '../css/room-keys.css';
import '../css/quiet-large.css';
import { LaterBody } from '../body/later-body';
import { HearingPart } from '../cues/hearing-part';
import { PreflightPart } from '../cues/preflight';
import { is_fingers_only, sentence } from '../means';
import { holds_of_plan, Score } from '../parts/score';
import { close_sheets } from '../parts/sheet';
import { T } from '../strings-rooms';
import { adapted_words, left_out_words } from './adapted';
import { Asking } from './asking';
import { Controls, is_under_pressure } from './controls';
import { Dial, PlanLeft } from './dial';
import { FieldFrame, field_of } from './field';
import { GuidePanel, Ratings } from './guide-panel';
import { KeysSheet } from './keys-sheet';
import { plain_name, point_of, step_of } from './names';
import { Parked } from './parked';
import { Quiet } from './quiet';
import { RoomKeys } from './room-keys';
import { Steps } from './steps';
import { StepsSheet } from './steps-sheet';
import { is_asked_to_stop, StopButton } from './stop-button';
import { Advice, StopCard } from './stop-card';
import { useHold } from './use-hold';
import { useKeys } from './use-keys';
import { useLock } from './use-lock';

interface RoomProps {
  model: Model;
  send: Send;
}

export function RunRoom({ model, send }: RoomProps) {
  const run = model.run.value;

  const [is_stopping, set_stopping] = useState(false);
  const stop = useStopByKey(send, set_stopping);
  useKeys(
    keys_of_run(model.settings.value.keys),
    (action) => {
      const now = model.run.peek();
      const intent = now && intent_of(action, now);
      if (!intent) return;
      if (action === 'stop') return stop.press();
      const is_asked = is_asked_to_stop();
      close_sheets();
      // [G11] Under that question the key says nothing of how it went.
      send(is_asked && intent.type === 'release' ? { ...intent, is_unsaid: true } : intent);
    },
    stop.cancel,
    () => {
      const now = model.run.peek();
      return now !== null && is_under_pressure(now);
    },
  );
  const { lock, guard } = useLock(model.settings.value.is_locked_at_start);
  const steps = useSteps(run);
  const keys = useSteps(run);
  if (run === null) return null;
  const { hold } = run;
  const is_calm = is_quiet(model.settings.value);
  const field = field_of(model, run);
  const names = [`is-${run.session.stage}`, is_calm && 'is-quiet', lock.is_locked && 'is-locked', field];
  return (
    <div class={`run ${names.filter(Boolean).join(' ')}`} {...guard}>
      <FieldFrame key={field} is_there={field !== ''} />
      <header class="run-bar">
        <RunPlace run={run} is_calm={is_calm} on_press={steps.may_open ? steps.open : null} />
        <span class="run-left">
          <PlanLeft model={model} />
        </span>
        {run.session.stage !== 'ended' && <RoomKeys model={model} run={run} send={send} lock={lock} />}
        {run.session.stage !== 'ended' && <StopButton run={run} is_held={is_stopping} send={send} />}
        <Score holds={holds_of_plan(run.plan.holds, run.session)} />
      </header>
      {run.session.stage === 'ended' ? (
        <main class="run-wait" tabIndex={-1}>
          <h1 tabIndex={-1}>{T.past.title[run.session.reason ?? 'stopped']}</h1>
        </main>
      ) : run.session.stage === 'parked' || hold === null ? (
        <main class="run-wait" tabIndex={-1}>
          <Parked model={model} run={run} send={send} />
        </main>
      ) : run.session.stage === 'asking' ? (
        <main class="run-wait" tabIndex={-1}>
          <Asking run={run} hold={hold} send={send} />
        </main>
      ) : is_calm ? (
        <Quiet
          model={model}
          run={run}
          hold={hold}
          note={note_of(model, run)}
          is_locked={lock.is_locked}
          send={send}
          on_keys={keys.open}
        />
      ) : (
        <Running model={model} run={run} hold={hold} is_locked={lock.is_locked} send={send} on_step={steps.choose} />
      )}
      <StepsOver model={model} run={run} steps={steps} send={send} />
      {keys.is_open && <KeysSheet model={model} run={run} send={send} on_close={keys.close} />}
      {run.card === 'open' && run.advice === null && <StopCard audience={run.plan.audience} lock={lock} send={send} />}
      {run.advice && <Advice key={run.advice.id} rule={run.advice} run={run} send={send} />}
    </div>
  );
}

/** Stop by a key that is kept down, as by a finger. */
function useStopByKey(send: Send, set_stopping: (is_stopping: boolean) => void) {
  const stop = () => {
    set_stopping(false);
    send({ type: 'stop' });
  };
  const { handlers } = useHold({ on_held: stop });
  return {
    press: () => {
      set_stopping(true);
      handlers.onPointerDown();
    },
    cancel: () => {
      set_stopping(false);
      handlers.onPointerLeave();
    },
  };
}

function StepsOver({ model, run, steps, send }: RoomProps & { run: Run; steps: ReturnType<typeof useSteps> }) {
  if (!steps.is_open) return null;
  const go: Send = (intent) => {
    send(intent);
    // Where it was refused, the sheet says why.
    if (!model.run.peek()?.refusal) steps.close();
  };
  const { chosen, choose, close } = steps;
  return (
    <StepsSheet model={model} run={run} chosen={chosen} send={send} on_go={go} on_choose={choose} on_close={close} />
  );
}

/** The sheet of steps, open at all of them or at one, or of keys. It goes where the run stands still, asks something, or ends. */
function useSteps(run: Run | null) {
  const [state, set_state] = useState<{ chosen: number | null } | null>(null);
  const may_open = run !== null && (run.session.stage === 'running' || run.session.stage === 'paused');
  useEffect(() => {
    if (!may_open) set_state(null);
  }, [may_open]);
  return {
    may_open,
    is_open: may_open && state !== null,
    chosen: state?.chosen ?? null,
    open: () => set_state({ chosen: null }),
    choose: (chosen: number | null) => set_state({ chosen }),
    close: () => set_state(null),
  };
}

interface RunningProps extends RoomProps {
  run: Run;
  hold: PlannedHold;
  is_locked: boolean;
  on_step: (hold: number) => void;
}

function Running({ model, run, hold, is_locked, send, on_step }: RunningProps) {
  return (
    <main class={run.can.rate ? 'run-main is-rated' : 'run-main'} tabIndex={-1}>
      <Dial model={model} run={run} />
      <PointHead run={run} hold={hold} />
      {/* From the heading, where keys begin, they come before the list of steps; drawn below all that is read. */}
      <Controls run={run} note={note_of(model, run)} is_locked={is_locked} send={send} />
      <div class="run-read">
        <div class="run-side">
          <PointText flow={model.flow.value} run={run} hold={hold} />
          <LaterBody
            draw={({ RunMap }) => (
              <RunMap version={run.version} point={hold.point} side={hold.side} build={model.settings.value.figure} />
            )}
          />
          <Steps run={run} on_choose={on_step} />
        </div>
        <GuidePanel run={run} hold={hold} send={send} />
        {run.session.stage === 'paused' && (
          <div class="run-still">
            <PreflightPart model={model} is_in_run send={send} />
            <HearingPart model={model} protocol_id={run.plan.protocol_id} send={send} />
          </div>
        )}
        {run.can.rate && <Ratings run={run} hold={hold} send={send} />}
      </div>
    </main>
  );
}

/**
 * What the platform refused, said wherever nobody presses: while a place is looked for, and while it stands still. Where all was
 * looked at on return, that says it.
 */
function note_of({ platform, preflight, settings }: Model, { session: { stage, phase } }: Run): string | null {
  const { sound, wake_lock } = platform.value;
  const words = settings.value.target === 'whole' ? T.run.platform.whole : T.run.platform;
  if (preflight.value !== null) return null;
  if (stage !== 'paused' && phase !== 'setup') return null;
  if (sound === 'blocked') return words.sound;
  return wake_lock === 'refused' || wake_lock === 'absent' ? words.wake_lock : null;
}

/** Where one is in the plan; and the way to all its steps, which says so where nothing else tells of them. */
function RunPlace({ run, is_calm, on_press }: { run: Run; is_calm: boolean; on_press: (() => void) | null }) {
  const { plan, number, client_name } = run;
  return (
    <button type="button" class="run-place numbers" disabled={on_press === null} onClick={() => on_press?.()}>
      <span class="run-title">{plan.title}</span>
      {client_name && plan.audience === 'therapist' && (
        <span class="run-client">&nbsp;{T.run.with_client(client_name)}</span>
      )}
      <span class="run-comma">,&nbsp;</span>
      <span>
        {T.run.number(Math.min(number, plan.holds.length), plan.holds.length)}
        <span class={is_calm ? 'run-all' : 'unseen'}>{T.run.all_steps}</span>
      </span>
    </button>
  );
}

function PointHead({ run, hold }: { run: Run; hold: PlannedHold }) {
  return (
    <h1 class="point" tabIndex={-1}>
      {plain_name(run.version, hold.point)}
      <span class="unseen">, </span>
      <span class="pill">{T.common.side[hold.side]}</span>
    </h1>
  );
}

/** Where to search; how and with what, while there is time to read; during the hold, what helps the person under it. */
function PointText({ flow, run, hold }: { flow: Flow | null; run: Run; hold: PlannedHold }) {
  const point = point_of(run.version, hold.point);
  const step = step_of(run.version, hold.step);
  const is_self_care = run.plan.audience === 'self-care';
  const is_held = run.session.stage === 'running' && run.session.phase === 'hold';
  if (is_held && step?.cue) {
    return (
      <div class="point-text">
        <p class="cue">{is_self_care ? step.cue : T.run.say(step.cue)}</p>
      </div>
    );
  }
  const adapted = [adapted_words(flow), left_out_words(flow, run)].filter(Boolean).join(' ');
  const how = is_self_care ? point?.self?.position : point?.therapist.position;
  return (
    <div class="point-text">
      {adapted && <p class="adapted">{adapted}</p>}
      <p class="where">{point?.search_area}</p>
      <p class="how">{[how && sentence(how), means_of(run, step, point)].filter(Boolean).join(' ')}</p>
      {!is_self_care && step?.note && <p class="how is-note">{step.note}</p>}
    </div>
  );
}

/** With what to press here, as far as the protocol says: on neck and face alone it is the fingers, and nothing else. */
function means_of({ plan }: Run, step: Step | undefined, point: Point | undefined): string | null {
  if (plan.audience === 'self-care' && point && is_fingers_only(point)) return T.run.fingers_only;
  const means = [plan.audience === 'therapist' && step?.technique, step?.tool].flatMap((each) => each || []);
  return means.length > 0 ? T.run.with(means.map(T.reading.tool).join(', ')) : null;
}
