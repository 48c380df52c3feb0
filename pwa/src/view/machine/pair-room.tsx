/** Pairing: a code, the practice behind it, a name for this device, and which sessions to send. Nothing by itself. */
import { useState } from 'preact/hooks';
import type { Model, PairState, Send } from '../../app/model';
import { Empty } from '../parts/empty';
import { InstallBeforePairing } from '../parts/install';
import { Link } from '../parts/link';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { moment_text } from '../time';
import { SignedOutWay } from './signed-out-way';

interface RoomProps {
  model: Model;
  send: Send;
}

export function PairRoom({ model, send }: RoomProps) {
  const state = model.pairing.value;
  switch (state.state) {
    case 'looking':
      return <Empty title={T.pair.title} text={T.pair.looking} />;
    case 'pairing':
      return <Empty title={T.pair.title} text={T.pair.pairing} />;
    case 'asking':
      return <Asking state={state} model={model} send={send} />;
    case 'paired':
      return (
        <Empty icon="done" title={T.pair.paired(state.practice_name)} text={T.pair.paired_lead}>
          {state.before && <p>{T.pair.before(state.before.practice_name, state.before.sessions)}</p>}
          <Link class="button is-primary" to={{ screen: 'library' }} send={send}>
            {T.common.to_library}
          </Link>
        </Empty>
      );
    default:
      return <CodeForm failed={state.state === 'failed' ? state : null} model={model} send={send} />;
  }
}

type Failed = Extract<PairState, { state: 'failed' }>;

function CodeForm({ failed, model, send }: RoomProps & { failed: Failed | null }) {
  const [code, set_code] = useState(failed?.code ?? '');
  const is_empty = code.trim() === '';
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        if (!is_empty) send({ type: 'pair_code_entered', code: code.trim() });
      }}
    >
      <h1 tabIndex={-1}>{T.pair.title}</h1>
      <p class="lead soft">{T.pair.lead}</p>
      <SignedOutWay model={model} />
      <InstallBeforePairing model={model} code={null} />
      {failed && (
        <p class="notice is-stop" role="alert">
          {failed.why === 'other' && failed.detail ? failed.detail : T.pair.failed[failed.why]}
        </p>
      )}
      <label class="field">
        <span>{T.pair.code}</span>
        <input
          class="code-input numbers"
          value={code}
          maxLength={64}
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          onInput={(event) => set_code(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button is-primary is-wide" aria-disabled={is_empty}>
        {T.pair.find}
      </button>
    </form>
  );
}

type Asked = Extract<PairState, { state: 'asking' }>;

function Asking({ state, model, send }: RoomProps & { state: Asked }) {
  const [name, set_name] = useState(state.known_as);
  const [kept, set_kept] = useState<readonly string[]>(() =>
    state.unbound.filter((session) => !session.was_begun).map((session) => session.id),
  );
  const sent = state.unbound.filter((session) => !kept.includes(session.id)).map((session) => session.id);
  const is_empty = name.trim() === '';
  const toggle = (id: string) => set_kept(kept.includes(id) ? kept.filter((each) => each !== id) : [...kept, id]);
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        send({ type: 'pair_confirmed', device_name: is_empty ? T.pair.unnamed : name.trim(), send: sent });
      }}
    >
      <h1 tabIndex={-1}>{T.pair.asking(state.practice_name)}</h1>
      <p class="lead soft">{T.pair.asking_role(T.common.role[state.role])}</p>
      {state.lets_go && <p class="notice is-waiting">{T.pair.lets_go}</p>}
      <InstallBeforePairing model={model} code={state.code} />
      <label class="field">
        <span>{T.pair.device_name}</span>
        <input
          value={name}
          maxLength={80}
          autocomplete="off"
          placeholder={T.pair.device_name_hint}
          onInput={(event) => set_name(event.currentTarget.value)}
        />
      </label>
      {state.unbound.length > 0 && (
        <fieldset class="unbound">
          <legend>
            <strong>{T.pair.send_title}</strong>
            <span class="small soft">{T.pair.send_lead}</span>
          </legend>
          {state.unbound.map((session) => (
            <Toggle
              key={session.id}
              name={session.title}
              note={session.was_begun ? moment_text(session.at) : `${moment_text(session.at)}. ${T.past.not_started}.`}
              is_on={!kept.includes(session.id)}
              on_change={() => toggle(session.id)}
            />
          ))}
        </fieldset>
      )}
      <div class="narrow-actions">
        <button type="submit" class="button is-primary">
          {T.pair.confirm}
        </button>
        <button type="button" class="button" onClick={() => send({ type: 'pair_cancelled' })}>
          {T.common.cancel}
        </button>
      </div>
    </form>
  );
}
