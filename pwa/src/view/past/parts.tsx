/** What a session's summary and its page share: totals, pain, what eased, who, and a note. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import { clock_text } from '../../core/format';
import { planned_hold_ms, type SessionRecord, unwatched_s, was_begun } from '../../core/history';
import type { Action, Protocol, Side } from '../../wire.gen';
import { NewClient } from '../flow/who';
import { reaction_words } from '../parts/reaction-words';
import { Sheet } from '../parts/sheet';
import { type Named, name_of, plain_name } from '../run/names';
import { T } from '../strings-rooms';

interface PartProps {
  session: SessionRecord;
  named: Named;
}

export function Totals({ model, session }: { model: Model; session: SessionRecord }) {
  const planned_ms = planned_hold_ms(session, protocol_of(model, session));
  const unwatched = unwatched_s(session.holds);
  return (
    <dl class="totals numbers">
      <div>
        <dt>{T.past.holds_done(session.planned_holds)}</dt>
        <dd>
          {held_holds(session)} <small>{T.past.of(session.planned_holds)}</small>
        </dd>
      </div>
      <div>
        <dt>{T.past.total_held(unwatched === 0 ? null : clock_text(unwatched))}</dt>
        <dd>
          {clock_text(Math.round(session.held_ms / 1000))}{' '}
          {planned_ms !== null && <small>{T.past.of(clock_text(Math.round(planned_ms / 1000)))}</small>}
        </dd>
      </div>
    </dl>
  );
}

/** The protocol that a session was begun with, where this device knows it. */
export function protocol_of(model: Model, { protocol_digest }: SessionRecord): Protocol | undefined {
  const flow = model.flow.value;
  if (flow?.digest === protocol_digest) return flow.version.protocol;
  const version = model.versions.value[protocol_digest];
  if (typeof version === 'object') return version.protocol;
  const library = model.library.value;
  if (library.state !== 'ready') return undefined;
  return library.library.protocols.find((each) => each.digest === protocol_digest)?.protocol;
}

/** It belongs to a practice that this device is of no more: it may be read, and nothing can be added. */
export function is_earlier(model: Model, session: SessionRecord): boolean {
  return model.earlier.value.sessions.includes(session);
}

/** Holds of the plan at which something was held, each once. */
export function held_holds(session: SessionRecord): number {
  const held = session.holds.filter((hold) => hold.held_ms > 0);
  return new Set(held.map((hold) => `${hold.step} ${hold.side} ${hold.repeat}`)).size;
}

/** The answer that kept it from starting. */
export function blocking_answer(session: SessionRecord): SessionRecord['screening'][number] | undefined {
  if (was_begun(session)) return undefined;
  const is_block = (action: Action) =>
    action === 'therapist-only' ? session.audience === 'self-care' : action !== 'modify';
  return session.screening.find(({ answer, action }) => answer === 'yes' && is_block(action));
}

/** It stood still until it was over, with nobody there. */
export function was_left_alone(session: SessionRecord): boolean {
  return session.reason === 'abandoned' && blocking_answer(session) === undefined;
}

export function Pain({ session }: { session: SessionRecord }) {
  return (
    <section class="block">
      <h2>{T.past.pain}</h2>
      <dl class="pain-pair numbers">
        <PainNumber nrs={session.pain_before} when={T.past.before} />
        <PainNumber nrs={session.pain_after} when={T.past.after} />
      </dl>
      <p class="small soft">{T.past.pain_note}</p>
      {session.made_worse && <p class="notice is-stop">{T.past.worse}</p>}
    </section>
  );
}

function PainNumber({ nrs, when }: { nrs: number | null; when: string }) {
  return (
    <div>
      <dt>{when}</dt>
      <dd class={nrs === null ? 'is-missing' : undefined}>{nrs ?? T.past.not_asked}</dd>
    </div>
  );
}

export function Eased({ session, named }: PartProps) {
  const eased = session.holds.filter((hold) => hold.ended_by === 'eased');
  const names = [...new Set(eased.map((hold) => name_of(named, hold.point, hold.side)))];
  return (
    <section class="block">
      <h2>{T.past.eased}</h2>
      {names.length === 0 ? (
        <p class="soft">{T.past.eased_none}</p>
      ) : (
        <ul class="eased">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function Noticed({ session, named }: PartProps) {
  if (session.reactions.length === 0) return null;
  return (
    <section class="block">
      <h2>{T.past.reactions}</h2>
      <ul class="lines">
        {session.reactions.map(({ reaction, during }) => {
          const side = side_of(session, during);
          const words = reaction_words(reaction, session.audience);
          return (
            <li key={`${reaction}-${during}`}>
              {during
                ? T.past.reaction_at(words, side ? name_of(named, during, side) : plain_name(named, during))
                : words}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Of the last hold at that point: what was felt ended it, and closed the point for what came after. None: nothing was held. */
export function side_of({ holds }: SessionRecord, point: string | null): Side | undefined {
  return holds.findLast((hold) => hold.point === point && hold.ended_by !== 'skipped')?.side;
}

export function Notes({ model, session, is_read_only, send }: WhomProps) {
  return (
    <section class="block">
      {session.notes.length > 0 && <h2>{T.past.notes}</h2>}
      {session.notes.map((note, index) => (
        <p key={index} class="note">
          {note}
        </p>
      ))}
      {!is_read_only && <NoteForm text={model.note_drafts.value[session.id] ?? ''} session={session} send={send} />}
    </section>
  );
}

/** `text`: what was typed and not saved, from before a reload too. */
function NoteForm({ text, session, send }: { text: string; session: SessionRecord; send: Send }) {
  const is_empty = text.trim() === '';
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (is_empty) return;
        send({ type: 'note_written', session_id: session.id, text: text.trim() });
      }}
    >
      <label class="field">
        <span>{T.past.note}</span>
        <textarea
          value={text}
          maxLength={10_000}
          placeholder={T.past.note_hint}
          onInput={(event) => send({ type: 'note_typed', session_id: session.id, text: event.currentTarget.value })}
        />
      </label>
      {!is_empty && (
        <button type="submit" class="button">
          {T.past.note_save}
        </button>
      )}
    </form>
  );
}

interface WhomProps {
  model: Model;
  session: SessionRecord;
  is_read_only: boolean;
  send: Send;
}

/** With whom it was, and the way to say so later. */
export function Whom({ model, session, is_read_only, send }: WhomProps) {
  const [is_open, set_open] = useState(false);
  const is_client = model.sync.value.paired?.role === 'client';
  if (session.audience === 'self-care' || is_read_only || is_client)
    return <p class="whom">{whom_words(model, session)}</p>;
  const choose = (client_id: string | null) => {
    send({ type: 'session_reassigned', session_id: session.id, client_id });
    set_open(false);
  };
  return (
    <p class="whom">
      <span>{T.past.with_whom(client_name(model, session.client_id))}</span>
      <button type="button" class="button is-plain" onClick={() => set_open(true)}>
        {T.past.change_who}
      </button>
      {is_open && (
        <Sheet title={T.past.who_title} on_close={() => set_open(false)}>
          <ul class="people">
            {model.clients.value.map((client) => (
              <li key={client.id}>
                <button type="button" class="person" onClick={() => choose(client.id)}>
                  {client.name}
                </button>
              </li>
            ))}
            <li>
              <button type="button" class="person is-none" onClick={() => choose(null)}>
                {T.common.no_name}
              </button>
            </li>
          </ul>
          <NewClient
            on_add={(name) => {
              send({ type: 'client_added_for_session', session_id: session.id, name });
              set_open(false);
            }}
          />
        </Sheet>
      )}
    </p>
  );
}

/** With whom, or who it was alone. */
export function whom_words(model: Model, session: SessionRecord): string {
  const name = client_name(model, session.client_id);
  if (session.audience === 'therapist') return T.past.with_whom(name);
  return is_of_client(model, session) ? T.past.alone_of(name) : T.past.alone;
}

/** On a device of staff: what a client pressed alone, at home. */
export function is_of_client(model: Model, session: SessionRecord): boolean {
  const is_own = model.sync.value.paired?.role === 'client';
  return session.audience === 'self-care' && session.client_id !== null && !is_own;
}

export function client_name(model: Model, client_id: string | null): string {
  const known = [...model.clients.value, ...model.earlier.value.clients];
  return known.find((client) => client.id === client_id)?.name ?? T.common.no_name.toLowerCase();
}
