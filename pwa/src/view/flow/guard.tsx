/**
 * What this person's own history says: in self-care a wall with the time at which it opens, or points that rest today; for a
 * therapist advice on one screen, and a reason where one goes on against it.
 */
import { useState } from 'preact/hooks';
import type { Flow, Send } from '../../app/model';
import { needs_reason } from '../../app/screening';
import { SIGNS } from '../../core/check-in';
import type { Advice } from '../../core/dose-guard';
import { CallKeys } from '../parts/call-keys';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { reaction_words } from '../parts/reaction-words';
import { T } from '../strings-rooms';
import { since_text, until_text } from '../time';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function GuardStep({ flow, send }: StepProps) {
  if (flow.guard.is_blocked) return <Wall flow={flow} send={send} />;
  return needs_reason(flow) ? <AdviceToTherapist flow={flow} send={send} /> : <Partly flow={flow} send={send} />;
}

/** [C18] What was felt today closed these points for whoever presses. */
function ClosedToday({ flow }: Pick<StepProps, 'flow'>) {
  const { left_out, closed_today } = flow.guard;
  return closed_today
    .filter(({ point }) => left_out.includes(point))
    .map(({ point, reaction }) => (
      <li key={point} class="is-closed">
        {T.guard.closed_today(names_of(flow, [point]), reaction_words(reaction, flow.audience))}
      </li>
    ));
}

// -- Blocked ----------------------------------------------------------------------------------------------------------

function Wall({ flow, send }: StepProps) {
  const { guard } = flow;
  const gravest = guard.advice[0];
  if (gravest === undefined || !closes_alone(flow)) return <AllClosed flow={flow} send={send} />;
  const is_emergency = gravest.id === 'emergency-signs';
  return (
    <div class={`blocked is-guard ${is_emergency ? 'is-emergency' : ''}`}>
      <main class="blocked-main" tabIndex={-1}>
        <span class="blocked-mark">
          <Icon name={is_emergency ? 'hand' : gravest.until_at === null ? 'clinician' : 'history'} />
        </span>
        <h1 tabIndex={-1}>{T.guard.title[gravest.id]}</h1>
        {guard.is_clock_behind && <p class="blocked-lead">{T.guard.clock}</p>}
        {reasons_of(flow).map((advice) => (
          <Reason key={`${advice.id} ${advice.since_at}`} flow={flow} advice={advice} class="blocked-lead" />
        ))}
        <CallKeys said={reasons_of(flow).map((advice) => sentence_of(flow, advice))} />
        {gravest.id === 'worse' && <p>{T.guard.worse_more}</p>}
        {gravest.until_at === null && !is_emergency && <p>{T.guard.emergency_more}</p>}
        <Noticed flow={flow} advice={gravest} />
        <Instead flow={flow} send={send} />
        <Seen flow={flow} send={send} />
      </main>
      <WayOut send={send} />
    </div>
  );
}

/** A therapist meets a wall by a sign of an emergency, or where every point was closed today. */
function closes_alone({ audience, guard }: Flow): boolean {
  return audience === 'self-care' || guard.advice[0]?.id === 'emergency-signs';
}

function AllClosed({ flow, send }: StepProps) {
  return (
    <div class="blocked is-guard">
      <main class="blocked-main" tabIndex={-1}>
        <span class="blocked-mark">
          <Icon name="history" />
        </span>
        <h1 tabIndex={-1}>{T.guard.closed_none}</h1>
        <ul class="advice-list" aria-label={T.guard.partly_list}>
          <ClosedToday flow={flow} />
        </ul>
      </main>
      <WayOut send={send} />
    </div>
  );
}

/** Where nothing leads on. */
function WayOut({ send }: { send: Send }) {
  return (
    <footer class="flow-actions">
      <button type="button" class="button" onClick={() => send({ type: 'flow_left' })}>
        {T.common.to_library}
      </button>
    </footer>
  );
}

/** What is grave stands alone; of what time alone opens, whatever lasts longest. */
function reasons_of({ guard }: Flow): Advice[] {
  const gravest = guard.advice[0];
  if (gravest === undefined) return [];
  if (gravest.until_at === null && gravest.points.length === 0) return [gravest];
  const whole = guard.advice.filter(({ points }) => points.length === 0);
  const said = whole.length > 0 ? whole : guard.advice;
  const by_feeling = said.filter(({ id }) => id === 'worse' || id === 'sore');
  if (by_feeling.length > 0) return by_feeling.slice(0, 1);
  if (whole.length === 0) return said;
  return [whole.reduce((latest, each) => ((each.until_at ?? 0) > (latest.until_at ?? 0) ? each : latest))];
}

function Reason({ flow, advice, class: name }: { flow: Flow; advice: Advice; class?: string }) {
  const is_named = advice.points.length > 0 && reasons_of(flow).length > 1;
  return (
    <p class={name}>
      {is_named && `${T.guard.of_points(names_of(flow, advice.points))} `}
      {is_named && advice.id === 'same-point' ? rests(flow, advice) : sentence_of(flow, advice)}
    </p>
  );
}

function sentence_of(
  { guard, audience, version }: Pick<Flow, 'guard' | 'audience' | 'version'>,
  advice: Advice,
): string {
  const reaction = advice.reactions?.[0];
  if (advice.id === 'stop-reason' && advice.points.length > 0) {
    return T.guard.closed_point(names_of({ version }, advice.points), reaction_words(reaction ?? '', audience));
  }
  const words = T.guard[audience === 'self-care' ? 'self' : 'client'][advice.id];
  const { since_at, until_at } = advice;
  const until = until_at === null ? '' : until_text(until_at, guard.now_ms);
  return words(since_text(since_at, guard.now_ms), until, advice.sessions ?? advice.weeks ?? 0);
}

/** The signs or the reaction on which the gravest advice rests. */
function Noticed({ flow, advice }: { flow: Flow; advice: Advice }) {
  if (advice.until_at !== null || advice.reactions === undefined || advice.points.length > 0) return null;
  return (
    <section class="blocked-because">
      <h2>{T.guard.noticed}</h2>
      {advice.reactions.map((id) => (
        <p key={id}>{advice.id === 'stop-reason' ? reaction_words(id, flow.audience) : sign_words(id)}</p>
      ))}
    </section>
  );
}

function Instead({ flow, send }: StepProps) {
  if (flow.instead.length === 0) return null;
  return (
    <section class="blocked-because">
      <h2>{T.guard.instead}</h2>
      {flow.instead.map(({ id, title }) => (
        <Link key={id} class="button" to={{ screen: 'protocol', id }} send={send}>
          {title}
        </Link>
      ))}
    </section>
  );
}

/** A clinician has looked at it: said from the day after on. */
function Seen({ flow, send }: StepProps) {
  const { clinician_from_at, now_ms } = flow.guard;
  if (clinician_from_at === null) return null;
  if (now_ms < clinician_from_at) {
    return <p class="flow-hint seen">{T.guard.seen_from(until_text(clinician_from_at, now_ms))}</p>;
  }
  return (
    <button type="button" class="button seen" onClick={() => send({ type: 'clinician_agreed' })}>
      {T.guard.seen}
    </button>
  );
}

// -- Some points rest -------------------------------------------------------------------------------------------------

function Partly({ flow, send }: StepProps) {
  const is_self_care = flow.audience === 'self-care';
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      actions={
        <>
          <Seen flow={flow} send={send} />
          <button type="button" class="button is-primary" onClick={() => send({ type: 'flow_continued' })}>
            {T.common.continue}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{is_self_care ? T.guard.partly_title : T.guard.closed_title}</h1>
      <p class="lead soft">{is_self_care ? T.guard.partly_lead : T.guard.closed_lead}</p>
      <ul class="advice-list" aria-label={T.guard.partly_list}>
        <ClosedToday flow={flow} />
        {flow.guard.advice.map((advice) => (
          <li key={`${advice.id} ${advice.since_at} ${advice.points}`}>
            {advice.id !== 'stop-reason' && <strong>{names_of(flow, advice.points)}</strong>}
            <span>{advice.id === 'same-point' ? rests(flow, advice) : sentence_of(flow, advice)}</span>
          </li>
        ))}
      </ul>
    </FlowFrame>
  );
}

function rests({ guard: { now_ms } }: Flow, { since_at, until_at }: Advice): string {
  return T.guard.rests(since_text(since_at, now_ms), until_text(until_at ?? now_ms, now_ms));
}

// -- Advice -----------------------------------------------------------------------------------------------------------

function AdviceToTherapist({ flow, send }: StepProps) {
  const [chosen, set_chosen] = useState('');
  const [own, set_own] = useState('');
  const why = [chosen, own.trim()].filter(Boolean).join('. ');
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      class="is-long"
      actions={
        <>
          {why === '' && <p class="flow-hint">{T.guard.why_open}</p>}
          <Seen flow={flow} send={send} />
          <button
            type="button"
            class="button is-primary"
            disabled={why === ''}
            onClick={() => send({ type: 'advice_set_aside', why })}
          >
            {T.guard.go_on}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.guard.advice_title}</h1>
      {flow.guard.left_out.length > 0 ? (
        <>
          <ul class="advice-list" aria-label={T.guard.partly_list}>
            <ClosedToday flow={flow} />
          </ul>
          <p class="lead soft">{T.guard.advice_rest}</p>
        </>
      ) : (
        <p class="lead soft">{T.guard.advice_lead}</p>
      )}
      <ul class="advice-list">
        {flow.guard.advice.map((advice) => (
          <li key={`${advice.id} ${advice.since_at} ${advice.points}`}>
            {advice.points.length > 0 && advice.id !== 'stop-reason' && (
              <strong>{names_of(flow, advice.points)}</strong>
            )}
            <span>{sentence_of(flow, advice)}</span>
            {advice.id === 'signs' && <span class="soft">{(advice.reactions ?? []).map(sign_words).join(', ')}</span>}
          </li>
        ))}
      </ul>
      <fieldset class="choices is-two">
        <legend>{T.guard.why}</legend>
        {T.guard.whys.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="why" checked={chosen === each} onChange={() => set_chosen(each)} />
            {each}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{T.guard.own_words}</span>
        <textarea value={own} maxLength={400} rows={2} onInput={(event) => set_own(event.currentTarget.value)} />
      </label>
    </FlowFrame>
  );
}

// -- Words ------------------------------------------------------------------------------------------------------------

function names_of({ version }: Pick<Flow, 'version'>, points: readonly string[]): string {
  return points.map((id) => version.points.find((point) => point.id === id)?.muscle.plain ?? id).join(', ');
}

export function sign_words(id: string): string {
  const sign = SIGNS.find((each) => each.id === id);
  return sign ? T.check_in.sign[sign.id] : id.replaceAll('-', ' ');
}
