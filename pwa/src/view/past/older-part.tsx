/** Older sessions, which this device has not read: the way to them, how far it is, and why not. */
import type { Model, Send } from '../../app/model';
import { T } from '../strings-rooms';

interface OlderPartProps {
  model: Model;
  send: Send;
  /** Of whom; null: of everybody. */
  client_id: string | null;
}

export function OlderPart({ model, send, client_id }: OlderPartProps) {
  const { is_there, whole, reading, trouble } = model.older.value;
  if (!is_there || (client_id !== null && whole.includes(client_id))) return null;
  return (
    <section class="older">
      <p class="soft" role="status">
        {reading !== null ? T.older.reading(reading.left) : trouble !== null ? T.older[trouble] : T.older.lead}
      </p>
      <button
        type="button"
        class="button"
        disabled={reading !== null}
        onClick={() => send({ type: 'older_wanted', client_id })}
      >
        {T.older.show}
      </button>
    </section>
  );
}

/** Before Start with a client of whom older sessions are not here: what they advise is not known ([OL2]). */
export function OlderNotice({ model, client_id }: Pick<OlderPartProps, 'model' | 'client_id'>) {
  const { is_there, whole, reading } = model.older.value;
  if (client_id === null || !is_there || whole.includes(client_id)) return null;
  return (
    <p class="notice" role="status">
      {reading !== null ? T.older.reading(reading.left) : T.older.missing}
    </p>
  );
}
