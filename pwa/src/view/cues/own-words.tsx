/** A therapist's own words for the steps of a treatment: recorded, heard, deleted, all on this device. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import { place_of } from '../../app/own-words';
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
  const { places, recording, trouble } = model.own_words.value;
  const { id: protocol_id, steps } = version.protocol;
  const of_steps = steps.map((_, index) => place_of(steps, index));
  const kept = of_steps.filter((place) => places.includes(place));
  // A step was taken out, or a new version has it no more: nobody hears these, and a voice is one's own to delete.
  const left_over = places.filter((place) => !of_steps.includes(place));
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
        {kept.length > 0 && <strong class="numbers"> {kept.length}</strong>}
        <Icon name="back" />
      </summary>
      <p class="small soft">{W.lead}</p>
      {trouble && (
        <p class="notice is-waiting" role="alert">
          {W.trouble[trouble]}
        </p>
      )}
      <ol>
        {steps.map((step, index) => {
          const name = W.of(index + 1, plain_name(version, step.point));
          const place = of_steps[index] ?? '';
          const at = { protocol_id, place };
          const is_kept = places.includes(place);
          return (
            <li key={index}>
              <span>{name}</span>
              {recording === place ? (
                <button type="button" class="button is-primary" onClick={() => send({ type: 'words_ended' })}>
                  {W.recording}. {W.stop}
                </button>
              ) : (
                <Key name={W.record} of={name} send={() => send({ type: 'words_wanted', ...at })} />
              )}
              {is_kept && <Key name={W.play} of={name} send={() => send({ type: 'words_played', ...at })} />}
              {is_kept && <Key name={W.drop} of={name} send={() => send({ type: 'words_dropped', ...at })} />}
            </li>
          );
        })}
        {left_over.map((place, index) => (
          <li key={place}>
            <span>{W.left_over}</span>
            <Key
              name={W.play}
              of={W.left_over_of(index + 1)}
              send={() => send({ type: 'words_played', protocol_id, place })}
            />
            <Key
              name={W.drop}
              of={W.left_over_of(index + 1)}
              send={() => send({ type: 'words_dropped', protocol_id, place })}
            />
          </li>
        ))}
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
