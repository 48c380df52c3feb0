/** The history: by day and by person. Counts nothing up, and a day without a session leaves no gap. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import { clock_text } from '../../core/format';
import { holds_not_reached, planned_hold_ms, type SessionRecord, unwatched_s, was_begun } from '../../core/history';
import type { Protocol } from '../../wire.gen';
import { Empty } from '../parts/empty';
import { Link } from '../parts/link';
import { Score, type ScoreHold } from '../parts/score';
import { SyncLine } from '../parts/sync-line';
import { T } from '../strings-rooms';
import '../css/unwatched.css';
import { day_text, time_text } from '../time';
import { after_words } from './day-after';
import { OlderPart } from './older-part';
import { blocking_answer, held_holds, is_of_client, protocol_of, whom_words } from './parts';

interface RoomProps {
  model: Model;
  send: Send;
}

const EVERYONE = 'everyone';
const MYSELF = 'myself';

export function HistoryRoom({ model, send }: RoomProps) {
  const [who, set_who] = useState<string>(EVERYONE);
  const sessions = model.sessions.value;
  if (sessions === null) return <Empty title={T.history.title} text={T.history.loading} />;
  const earlier = model.earlier.value.sessions;
  if (sessions.length === 0 && earlier.length === 0 && !model.older.value.is_there) {
    return (
      <Empty icon="history" title={T.history.empty_title} text={T.history.empty}>
        <Link class="button is-primary" to={{ screen: 'library' }} send={send}>
          {T.common.to_library}
        </Link>
      </Empty>
    );
  }
  const shown = sessions.filter((session) => is_with(model, session, who));
  return (
    <div class="history">
      <header class="history-head">
        <SyncLine model={model} send={send} />
        <h1 tabIndex={-1}>{T.history.title}</h1>
        {sessions.length > 0 && model.clients.value.length > 0 && (
          <Filter model={model} who={who} on_choose={set_who} />
        )}
      </header>
      {model.is_staff.value && <AboutClient model={model} id={who} send={send} />}
      {shown.length === 0 && <p class="soft">{sessions.length === 0 ? T.history.empty : T.history.empty_client}</p>}
      {days_of(shown).map(([day, of_day]) => (
        <section key={day} class="day">
          <h2>{day}</h2>
          <ul class="day-list">
            {of_day.map((session) => (
              <li key={session.id}>
                <SessionEntry session={session} model={model} send={send} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <OlderPart model={model} send={send} client_id={who === EVERYONE || who === MYSELF ? null : who} />
      {earlier.length > 0 && (
        <section class="day">
          <h2>{T.history.earlier}</h2>
          <ul class="day-list">
            {earlier.map((session) => (
              <li key={session.id}>
                <SessionEntry session={session} model={model} send={send} has_day />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Filter({ model, who, on_choose }: { model: Model; who: string; on_choose: (who: string) => void }) {
  return (
    <label class="field filter">
      <span>{T.history.filter}</span>
      <select value={who} onChange={(event) => on_choose(event.currentTarget.value)}>
        <option value={EVERYONE}>{T.history.everyone}</option>
        <option value={MYSELF}>{T.history.myself}</option>
        {model.clients.value.map((client) => (
          <option key={client.id} value={client.id}>
            {client.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The way from somebody's sessions to what can be done with all of them. */
function AboutClient({ model, id, send }: RoomProps & { id: string }) {
  const client = model.clients.value.find((each) => each.id === id);
  if (client === undefined) return null;
  return (
    <Link class="button" to={{ screen: 'client', id }} send={send}>
      {T.client.open(client.name)}
    </Link>
  );
}

/** `has_day`: nothing above it says on which day it was. */
function SessionEntry({
  session,
  model,
  send,
  has_day = false,
}: RoomProps & { session: SessionRecord; has_day?: boolean }) {
  const time = time_text(session.started_at, session.time_zone);
  const protocol = protocol_of(model, session);
  const unwatched = unwatched_s(session.holds);
  return (
    <article class="card entry">
      <h3>
        <Link class="card-link" to={{ screen: 'session', id: session.id }} send={send}>
          {session.title}
        </Link>
      </h3>
      {!has_day && <p class="entry-time numbers">{time}</p>}
      <p class="entry-facts numbers">
        {has_day && <span>{`${day_text(session.started_at, session.time_zone)}, ${time}`}</span>}
        <span>{whom_words(model, session)}</span>
        {session.holds.length > 0 && <span>{T.history.score(held_holds(session), session.planned_holds)}</span>}
        {session.holds.length > 0 && <span>{held_words(session, protocol)}</span>}
        {unwatched > 0 && <span>{T.past.unwatched(clock_text(unwatched))}</span>}
        <span class={session.reason === 'completed' ? undefined : 'tag'}>{outcome_words(session)}</span>
        {after_words(session).map((words) => (
          <span key={words}>{words}</span>
        ))}
        {(model.note_drafts.value[session.id] ?? '').trim() !== '' && <span class="tag">{T.history.note_unsaved}</span>}
      </p>
      {session.holds.length > 0 && <Score holds={score_of(session, protocol)} />}
    </article>
  );
}

/** Held of the whole plan, however early it ended; where the plan is not known on this device, only what was held. */
export function held_words(session: SessionRecord, protocol: Protocol | undefined): string {
  const planned_ms = planned_hold_ms(session, protocol);
  const held = clock_text(Math.round(session.held_ms / 1000));
  return planned_ms === null ? T.history.held(held) : T.history.row(held, clock_text(Math.round(planned_ms / 1000)));
}

/** What became of it. A session that an answer kept from starting says so. */
export function outcome_words(session: SessionRecord): string {
  if (!was_begun(session)) {
    const blocking = blocking_answer(session);
    return blocking ? `${T.past.not_started}: ${T.common.action[blocking.action].toLowerCase()}` : T.past.not_started;
  }
  if (session.reason === null) return T.history.running;
  return session.reason === 'completed' ? T.history.completed : T.history.stopped;
}

/** Every hold as it was, and those that were not reached, empty. */
function score_of(session: SessionRecord, protocol: Protocol | undefined): ScoreHold[] {
  const reached = session.holds.map((hold) => ({
    step: hold.step,
    planned_ms: hold.planned_ms,
    filled: hold.planned_ms === 0 ? 0 : hold.held_ms / hold.planned_ms,
    unwatched: hold.held_ms === 0 ? 0 : (1000 * unwatched_s([hold])) / hold.held_ms,
  }));
  return [...reached, ...(holds_not_reached(session, protocol) ?? []).map((hold) => ({ ...hold, filled: 0 }))];
}

function is_with(model: Model, session: SessionRecord, who: string): boolean {
  if (who === EVERYONE) return true;
  if (who !== MYSELF) return session.client_id === who;
  return session.audience === 'self-care' && !is_of_client(model, session);
}

/** Sessions by the day they began, where they were. Newest first, as they come. */
function days_of(sessions: readonly SessionRecord[]): [string, SessionRecord[]][] {
  const days = new Map<string, SessionRecord[]>();
  for (const session of sessions) {
    const day = day_text(session.started_at, session.time_zone);
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return [...days];
}
