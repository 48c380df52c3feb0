/** A session: at once after its end (the summary), and any time later (its page). */
import type { ComponentChildren } from 'preact';
import type { Model, Send } from '../../app/model';
import { with_candle } from '../../app/room-model';
import { type AfterAnswer, advice_after } from '../../core/advice';
import { type SessionRecord, unwatched_s, was_begun } from '../../core/history';
import { STOP_RULES, type StopRule } from '../../core/stop-rules';
import type { Action, Library, ProtocolVersion } from '../../wire.gen';
import { LaterBody } from '../body/later-body';
import { CallKeys } from '../parts/call-keys';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { SyncLine } from '../parts/sync-line';
import { T } from '../strings-rooms';
import { day_text, time_text } from '../time';
import { Changed } from './changed';
import { DayAfter, Decided } from './day-after';
import { Holds } from './holds';
import { Melts } from './melt';
import { Eased, is_earlier, Notes, Noticed, Pain, Totals, Whom, was_left_alone } from './parts';

interface RoomProps {
  model: Model;
  send: Send;
}

/** The last step of a flow: the session that has just ended. */
export function SummaryRoom({ model, send }: RoomProps) {
  const flow = model.flow.value;
  const session = model.sessions.value?.find((each) => each.id === flow?.session_id);
  const note = session && model.note_drafts.value[session.id]?.trim();
  const leave = () => {
    // What was typed is meant: whoever is done does not look for a second key.
    if (session !== undefined && note) send({ type: 'note_written', session_id: session.id, text: note });
    send({ type: 'flow_left' });
  };
  const done = (
    <button type="button" class="button is-primary is-wide" onClick={leave}>
      {T.common.done}
    </button>
  );
  if (flow === null || session === undefined) {
    return (
      <main class="wait">
        <Empty title={T.common.fetching_title} text={T.history.loading}>
          {done}
        </Empty>
      </main>
    );
  }
  return (
    <div class="summary">
      <main class="session" tabIndex={-1}>
        <SessionHead session={session} model={model} send={send}>
          {ends_grave(session) && <Advised session={session} />}
        </SessionHead>
        <SessionBody session={session} version={flow.version} model={model} send={send}>
          {!ends_grave(session) && <Advised session={session} />}
          <AfterCare />
        </SessionBody>
      </main>
      <footer class="summary-foot">
        {model.settings.value.theme === 'candle' && <CandleOut model={model} send={send} />}
        {done}
      </footer>
    </div>
  );
}

/** It stays lit until somebody puts it out: the room is as dark as it was. Here is where that is thought of. */
function CandleOut({ model, send }: RoomProps) {
  const settings = with_candle(model.settings.value);
  return (
    <button type="button" class="button is-wide" onClick={() => send({ type: 'settings_changed', settings })}>
      {T.room.candle_out}
    </button>
  );
}

export function SessionRoom({ model, send, id, is_asking = false }: RoomProps & { id: string; is_asking?: boolean }) {
  const sessions = model.sessions.value;
  const session = [...(sessions ?? []), ...model.earlier.value.sessions].find((each) => each.id === id);
  if (sessions === null) return <Empty title={T.common.fetching_title} text={T.history.loading} />;
  if (session === undefined) {
    return (
      <Empty icon="history" title={T.history.unknown_title} text={T.history.unknown}>
        <Link class="button is-primary" to={{ screen: 'history' }} send={send}>
          {T.common.history}
        </Link>
      </Empty>
    );
  }
  const version = model.versions.value[session.protocol_digest];
  return (
    <div class="session">
      <Link class="back" to={{ screen: 'history' }} send={send}>
        <Icon name="back" />
        {T.common.history}
      </Link>
      <SessionHead session={session} model={model} send={send} />
      <SessionBody
        session={session}
        version={typeof version === 'object' ? version : undefined}
        is_asking={is_asking}
        model={model}
        send={send}
      />
      <p class="session-version small soft numbers">{T.past.version(session.protocol_digest)}</p>
    </div>
  );
}

/** `children`: what is said before the counts. */
function SessionHead({ session, model, send, children }: Omit<BodyProps, 'version'>) {
  return (
    <header class="session-head">
      <div class="session-title">
        <p class="eyebrow">{session.title}</p>
        <h1 tabIndex={-1}>{title_of(session)}</h1>
        <p class="soft">
          {day_text(session.started_at, session.time_zone)}, {time_text(session.started_at, session.time_zone)}
        </p>
        {children}
        <Whom model={model} session={session} is_read_only={is_earlier(model, session)} send={send} />
        {was_left_alone(session) && <p>{T.past.left_alone}</p>}
        {is_earlier(model, session) ? (
          <p class="small soft">{T.history.earlier}</p>
        ) : (
          <SyncLine model={model} send={send} session_id={session.id} />
        )}
      </div>
      {session.holds.length > 0 && <Totals model={model} session={session} />}
    </header>
  );
}

interface BodyProps extends RoomProps {
  session: SessionRecord;
  version: ProtocolVersion | undefined;
  is_asking?: boolean;
  children?: ComponentChildren;
}

function SessionBody({ session, version, is_asking = false, model, send, children }: BodyProps) {
  const was_held = session.holds.length > 0;
  const named = version ?? library_of(model);
  return (
    <div class="session-body">
      <div class="session-felt">
        {was_held && <Pain session={session} />}
        {(session.drawn_before || session.drawn_after) && (
          <LaterBody
            draw={({ DrawnPair }) => (
              <DrawnPair
                before={session.drawn_before}
                after={session.drawn_after}
                build={model.settings.value.figure}
              />
            )}
          />
        )}
        {was_held && <Melts model={model} session={session} named={named} version={version} />}
        {was_held && <Eased session={session} named={named} />}
        <Noticed session={session} named={named} />
        <Raised session={session} model={model} />
        <Changed session={session} version={version} model={model} />
        {!is_earlier(model, session) && <DayAfter model={model} session={session} is_asking={is_asking} send={send} />}
        <Decided session={session} />
      </div>
      {was_held && (
        <section class="block session-held">
          <h2>{T.past.holds}</h2>
          {version && (
            <LaterBody
              draw={({ SessionMap }) => (
                <SessionMap session={session} version={version} build={model.settings.value.figure} />
              )}
            />
          )}
          <Holds session={session} named={named} />
          <p class="small soft">
            {[unwatched_s(session.holds) > 0 && T.past.unwatched_note, T.past.holds_note].filter(Boolean).join(' ')}
          </p>
        </section>
      )}
      <div class="session-after">
        {children}
        <Notes model={model} session={session} is_read_only={is_earlier(model, session)} send={send} />
      </div>
    </div>
  );
}

/** Where the version is not here, points are called what the library calls them. */
function library_of({ library }: Model): Library | undefined {
  return library.value.state === 'ready' ? library.value.library : undefined;
}

/** What was answered yes before it, and what that led to. */
function Raised({ session, model }: { session: SessionRecord; model: Model }) {
  const raised = session.screening.filter((each) => each.answer === 'yes');
  if (raised.length === 0) return null;
  const questions = library_of(model)?.screening ?? [];
  return (
    <section class="block">
      <h2>{T.past.screening}</h2>
      <ul class="lines">
        {raised.map(({ question, action }) => (
          <li key={question}>
            {questions.find((each) => each.id === question)?.ask ?? question.replaceAll('-', ' ')}{' '}
            <span class="tag">{T.common.action[action]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Help to be fetched is said before anything else. */
function ends_grave(session: SessionRecord): boolean {
  const ended = ending_rule(session)?.action ?? ending_answer(session);
  return ended === 'emergency' || ended === 'answered-emergency';
}

/** What was felt ended the session: what to do about it stands here once more. */
function Advised({ session }: { session: SessionRecord }) {
  const ended = ending_rule(session)?.action ?? ending_answer(session);
  if (ended === null) return null;
  const advice = T.stop_card.advice[ended];
  const lines = advice[session.audience === 'self-care' ? 'lines' : 'lines_client'];
  return (
    <section class={ends_grave(session) ? 'help is-grave' : 'help'}>
      <h2>{advice.title}</h2>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <CallKeys said={lines} />
    </section>
  );
}

/** The gravest rule that ended it. */
export function ending_rule(session: SessionRecord): StopRule | undefined {
  const met = STOP_RULES.filter(
    (rule) => rule.scope === 'session' && session.reactions.some(({ reaction }) => reaction === rule.id),
  );
  return met.find((rule) => rule.action === 'emergency') ?? met[0];
}

/** A yes to a question that was asked again, after the session had begun: what it means stands here once more. */
function ending_answer({ screening, reason }: SessionRecord): AfterAnswer | null {
  const yes = screening.find(({ answer, action }) => answer === 'yes' && STOPS.includes(action));
  return yes && reason === 'stopped' ? advice_after(yes.action) : null;
}

/** Before a session such an answer lets nothing begin. */
const STOPS: readonly Action[] = ['emergency', 'refer-first'];

function AfterCare() {
  return (
    <section class="block">
      <h2>{T.past.after_care}</h2>
      <ul class="lines">
        {T.past.after_care_lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="notice is-stop">{T.past.after_care_emergency}</p>
    </section>
  );
}

/** What became of it, in the words of its heading. */
export function title_of(session: SessionRecord): string {
  if (!was_begun(session)) return T.past.not_started;
  return session.reason === null ? T.past.running : T.past.title[session.reason];
}
