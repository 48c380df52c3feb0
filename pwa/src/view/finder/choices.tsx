/** Complaints to choose from, in plain words. Red flags stand first and apart: they lead to help, never to points. */
import type { Send } from '../../app/model';
import type { Complaint } from '../../wire.gen';
import { T } from '../strings-rooms';

interface ChoicesProps {
  complaints: readonly Complaint[];
  send: Send;
}

export function Choices({ complaints, send }: ChoicesProps) {
  const stops = complaints.filter(({ stop }) => stop !== undefined);
  const others = complaints.filter(({ stop }) => stop === undefined);
  return (
    <div class="finder-choices">
      {stops.length > 0 && (
        <section class="finder-stops">
          <h2 class="finder-small-title">{T.finder.stops}</h2>
          <List complaints={stops} send={send} />
        </section>
      )}
      {others.length > 0 && (
        <section>
          <h2 class="finder-small-title">{stops.length > 0 ? T.finder.others : T.finder.which}</h2>
          <List complaints={others} send={send} />
        </section>
      )}
    </div>
  );
}

function List({ complaints, send }: ChoicesProps) {
  return (
    <ul class="finder-list">
      {complaints.map(({ id, words }) => (
        <li key={id}>
          <button
            type="button"
            class="finder-choice"
            onClick={() => send({ type: 'complaint_chosen', complaint_id: id })}
          >
            {words}
          </button>
        </li>
      ))}
    </ul>
  );
}
