/** The day after a session: how it was, where somebody said so, the way to say it, and the quiet line in the library. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import { type CheckInAnswer, gravest, is_complete, NO_ANSWER } from '../../core/check-in';
import type { CheckIn, SessionRecord } from '../../core/history';
import { CheckInFields, Urgent } from '../flow/check-in';
import { sign_words } from '../flow/guard';
import { CallKeys } from '../parts/call-keys';
import { Link } from '../parts/link';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { moment_text, since_text } from '../time';

interface PartProps {
  model: Model;
  session: SessionRecord;
  send: Send;
}

/** One line above the library: an offer, gone once it was answered, and never a count. */
export function DayAfterLine({ model, send }: Pick<PartProps, 'model' | 'send'>) {
  const { due, now_ms } = model.day_after.value;
  if (due === null) return null;
  return (
    <p class="day-after-line">
      <span>{T.check_in.due(due.title, since_text(due.at, now_ms))}</span>{' '}
      <Link class="button is-plain" to={{ screen: 'session', id: due.session_id, is_asking: true }} send={send}>
        {T.check_in.due_action}
      </Link>
    </p>
  );
}

/** `is_asking`: whoever comes here came to say it, and is asked at once. */
export function DayAfter({ model, session, is_asking, send }: PartProps & { is_asking: boolean }) {
  const [is_open, set_open] = useState(is_asking);
  const may_say = model.day_after.value.open.includes(session.id);
  if (session.check_ins.length === 0 && session.cleared_at === null && !may_say) return null;
  return (
    <section class="block">
      <h2>{T.check_in.title}</h2>
      {session.check_ins.map((check_in) => (
        <Said key={check_in.at} check_in={check_in} />
      ))}
      {session.pain_next_day !== null && <p class="numbers">{T.check_in.said_pain(session.pain_next_day)}</p>}
      {session.cleared_at !== null && <p>{T.check_in.cleared(moment_text(session.cleared_at))}</p>}
      {may_say && (
        <button type="button" class="button" onClick={() => set_open(true)}>
          {T.check_in.due_action}
        </button>
      )}
      {is_open && may_say && <CheckInSheet session={session} send={send} on_close={() => set_open(false)} />}
    </section>
  );
}

function Said({ check_in }: { check_in: CheckIn }) {
  const grave = gravest(check_in.signs);
  const is_worse = check_in.feeling === 'worse' && !check_in.is_cleared;
  return (
    <>
      <p class="numbers soft small">{moment_text(check_in.at)}</p>
      <ul class="lines">
        <li>{T.check_in.said(check_in.feeling)}</li>
        <li>{check_in.is_sore ? T.check_in.said_sore : T.check_in.said_not_sore}</li>
        {check_in.signs.length === 0 && <li>{T.check_in.said_none}</li>}
        {check_in.signs.map((id) => (
          <li key={id}>{sign_words(id)}</li>
        ))}
      </ul>
      {!check_in.is_cleared && grave === 'emergency' && (
        <>
          <p class="notice is-stop">{T.flow.blocked.emergency.lead}</p>
          <CallKeys said={[T.flow.blocked.emergency.lead]} />
        </>
      )}
      {!check_in.is_cleared && grave === 'clinician' && <p class="notice is-stop">{T.check_in.clinician}</p>}
      {grave === null && is_worse && <p class="notice is-stop">{T.guard.worse_more}</p>}
    </>
  );
}

function CheckInSheet({ session, send, on_close }: Omit<PartProps, 'model'> & { on_close: () => void }) {
  const [answer, set_answer] = useState<CheckInAnswer>(NO_ANSWER);
  const save = () => {
    send({ type: 'checked_in', session_id: session.id, answer });
    on_close();
  };
  return (
    <Sheet title={T.check_in.title} on_close={on_close} class="check-in-sheet">
      <CheckInFields answer={answer} on_change={set_answer} />
      <div class="sheet-foot">
        <Urgent answer={answer} />
        <div class="sheet-actions">
          <button type="button" class="button" onClick={on_close}>
            {T.common.cancel}
          </button>
          <button type="button" class="button is-primary" disabled={!is_complete(answer)} onClick={save}>
            {T.check_in.save}
          </button>
        </div>
      </div>
    </Sheet>
  );
}

/** What was reviewed at this session, and advice that was set aside for it. */
export function Decided({ session }: { session: SessionRecord }) {
  return (
    <>
      {session.reviews.length > 0 && (
        <section class="block">
          <h2>{T.review.heading}</h2>
          {session.reviews.map(({ change, at }) => (
            <p key={at}>
              {T.review.choices[change]} <span class="soft small numbers">{moment_text(at)}</span>
            </p>
          ))}
        </section>
      )}
      {session.set_aside.map(({ advice, why }) => (
        <section key={why} class="block">
          <h2>{T.guard.set_aside}</h2>
          <ul class="lines">
            {advice.map((id) => (
              <li key={id}>{advice_words(id)}</li>
            ))}
          </ul>
          <p>{T.guard.set_aside_why(why)}</p>
        </section>
      ))}
    </>
  );
}

function advice_words(id: string): string {
  const words: Record<string, string> = T.guard.short;
  return words[id] ?? id.replaceAll('-', ' ');
}

/** The few words of a list: whether something felt wrong, and what became of it later. */
export function after_words(session: SessionRecord): string[] {
  const last = session.check_ins.at(-1);
  const review = session.reviews.at(-1);
  return [
    ...(session.reactions.length > 0 ? [T.history.noticed] : []),
    ...(session.set_aside.length > 0 ? [T.history.set_aside] : []),
    ...(last ? [T.history.day_after[last.feeling]] : []),
    ...(last?.is_sore ? [T.history.sore] : []),
    ...(last && last.signs.length > 0 ? last.signs.map((id) => sign_words(id).toLowerCase()) : []),
    ...(review ? [T.history.review[review.change]] : []),
  ];
}
