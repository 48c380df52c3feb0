/** How tender each point was under the finger, hold by hold, with the last sessions behind it. Kept apart from pain. */
import type { Model } from '../../app/model';
import type { SessionRecord } from '../../core/history';
import { change_of, type Melt, melts_of } from '../../core/melt';
import type { ProtocolVersion, Step } from '../../wire.gen';
import { Curve } from '../parts/curve';
import { type Named, name_of, step_of } from '../run/names';
import { T } from '../strings-rooms';
import '../css/melts.css';

interface MeltsProps {
  model: Model;
  session: SessionRecord;
  named: Named;
  /** As it was run; what was aimed for stands in it alone. */
  version: ProtocolVersion | undefined;
}

export function Melts({ model, session, named, version }: MeltsProps) {
  const melts = melts_of(session, model.sessions.value ?? []);
  if (melts.length === 0) return null;
  const bands = melts.map((melt) => band_of(session, version, melt));
  const is_behind = melts.some(({ before }) => before.length > 0);
  return (
    <section class="block">
      <h2>{T.past.melt.title}</h2>
      <ul class="melts">
        {melts.map((melt, i) => (
          <li key={`${melt.point}-${melt.side}`} class="melt">
            <Curve lines={melt.lines} behind={melt.before} band={bands[i]} is_large />
            <p class="numbers">
              <strong>{name_of(named, melt.point, melt.side)}</strong>
              <span>{change_words(melt)}</span>
              {melt.before.length > 0 && <span class="small soft">{before_words(melt)}</span>}
            </p>
          </li>
        ))}
      </ul>
      <p class="small soft">
        {[bands.some(Boolean) && T.past.melt.band, is_behind && T.past.melt.behind, T.past.melt.note]
          .filter(Boolean)
          .join(' ')}
      </p>
    </section>
  );
}

function band_of(
  { holds }: SessionRecord,
  version: ProtocolVersion | undefined,
  { point, side }: Melt,
): Step['target_nrs'] | undefined {
  const rated = holds.find((hold) => hold.point === point && hold.side === side && hold.ratings.length > 0);
  const step = rated && step_of(version, rated.step);
  // A step that was added to the session stands in no version.
  return step?.point === point ? step.target_nrs : undefined;
}

/** [ME3] */
function change_words({ lines }: Pick<Melt, 'lines'>): string {
  const { first, last } = change_of(lines);
  if (last === null) return T.past.melt.once(first);
  return first === last ? T.past.melt.same(first) : T.past.melt.change(first, last);
}

function before_words({ before }: Melt): string {
  const pairs = before.map((lines) => {
    const { first, last } = change_of(lines);
    return last === null ? `${first}` : T.past.melt.pair(first, last);
  });
  return T.past.melt.before(pairs.join(', '));
}
