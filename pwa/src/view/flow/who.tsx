/** Who is it with: one tap on a known name, on no name, or on new initials. On unpaired devices, training first. */
import { useState } from 'preact/hooks';
import type { Flow, Model, Send } from '../../app/model';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';

interface StepProps {
  model: Model;
  flow: Flow;
  send: Send;
}

export function WhoStep({ model, flow, send }: StepProps) {
  const title = flow.version.protocol.title;
  if (flow.asks_training && !flow.is_trained) return <TrainingQuestion title={title} send={send} />;
  return (
    <FlowFrame title={title} send={send}>
      <h1 tabIndex={-1}>{T.flow.who.title}</h1>
      <p class="lead soft">{T.flow.who.lead}</p>
      <ul class="people">
        {model.clients.value.map((client) => (
          <li key={client.id}>
            <button type="button" class="person" onClick={() => send({ type: 'who_chosen', client_id: client.id })}>
              {client.name}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="person is-none" onClick={() => send({ type: 'who_chosen', client_id: null })}>
            {T.flow.who.no_name}
          </button>
        </li>
      </ul>
      <NewClient on_add={(name) => send({ type: 'client_added', name })} />
    </FlowFrame>
  );
}

/** A field for initials that become a client with one press. */
export function NewClient({ on_add }: { on_add: (name: string) => void }) {
  const [name, set_name] = useState('');
  const is_empty = name.trim() === '';
  return (
    <form
      class="new-client"
      onSubmit={(event) => {
        event.preventDefault();
        if (is_empty) return;
        on_add(name.trim());
        set_name('');
      }}
    >
      <label class="field">
        <span>{T.flow.who.add}</span>
        <input
          value={name}
          maxLength={80}
          autocomplete="off"
          autocapitalize="characters"
          onInput={(event) => set_name(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class={is_empty ? 'button' : 'button is-primary'} aria-disabled={is_empty}>
        {T.flow.who.add_action}
      </button>
    </form>
  );
}

function TrainingQuestion({ title, send }: { title: string; send: Send }) {
  return (
    <FlowFrame
      title={title}
      send={send}
      class="is-stacked"
      actions={
        <>
          <button
            type="button"
            class="button is-primary"
            onClick={() => send({ type: 'training_confirmed', is_trained: true })}
          >
            {T.flow.who.trained}
          </button>
          <button type="button" class="button" onClick={() => send({ type: 'flow_left' })}>
            {T.flow.who.not_trained}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.flow.who.training_title}</h1>
      <p class="lead">{T.flow.who.training}</p>
      <p class="soft">{T.protocol.for_therapists}</p>
      <p class="soft">{T.flow.who.training_note}</p>
    </FlowFrame>
  );
}
