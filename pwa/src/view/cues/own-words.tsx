/** A therapist's own words for the steps of an own protocol: recorded, heard, deleted, all on this device. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import type { ProtocolVersion } from '../../wire.gen';
import { Icon } from '../parts/icon';
import { plain_name } from '../run/names';
import { T } from '../strings-rooms';

interface WordsProps {
  model: Model;
  version: ProtocolVersion;
  send: Send;
}

const W = T.own_words;

export function OwnWordsPart({ model, version, send }: WordsProps) {
  const { steps, recording, trouble } = model.own_words.value;
  const protocol_id = version.protocol.id;
  // What was opened stays open: after "Done" one wants to hear it.
  const [is_open, set_open] = useState(false);
  if (!model.senses.value.records) return null;
  return (
    <details
      class="hearing-part own-words"
      open={is_open || recording !== null || trouble !== null}
      onToggle={({ currentTarget }) => set_open(currentTarget.open)}
    >
      <summary>
        {W.title}
        {steps.length > 0 && <strong class="numbers"> {steps.length}</strong>}
        <Icon name="back" />
      </summary>
      <p class="small soft">{W.lead}</p>
      {trouble && (
        <p class="notice" role="alert">
          {W.trouble[trouble]}
        </p>
      )}
      <ol>
        {version.protocol.steps.map((step, index) => {
          const place = W.of(index + 1, plain_name(version, step.point));
          const at = { protocol_id, step: index };
          const is_kept = steps.includes(index);
          return (
            <li key={index}>
              <span>{place}</span>
              {recording === index ? (
                <button type="button" class="button is-primary" onClick={() => send({ type: 'words_ended' })}>
                  {W.recording}. {W.stop}
                </button>
              ) : (
                <Key name={W.record} of={place} send={() => send({ type: 'words_wanted', ...at })} />
              )}
              {is_kept && <Key name={W.play} of={place} send={() => send({ type: 'words_played', ...at })} />}
              {is_kept && <Key name={W.drop} of={place} send={() => send({ type: 'words_dropped', ...at })} />}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function Key({ name, of, send }: { name: string; of: string; send: () => void }) {
  return (
    <button type="button" class="button" aria-label={`${name}: ${of}`} onClick={send}>
      {name}
    </button>
  );
}
