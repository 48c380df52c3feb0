/** How tender each point was under the finger, hold by hold, with the last sessions behind it. Kept apart from pain. */
import type { Model } from '../../app/model';
import type { SessionRecord } from '../../core/history';
import { change_of, type Melt, melts_of } from '../../core/melt';
import { Curve } from '../parts/curve';
import { type Named, name_of } from '../run/names';
import { T } from '../strings-rooms';

interface MeltsProps {
  model: Model;
  session: SessionRecord;
  named: Named;
}

export function Melts({ model, session, named }: MeltsProps) {
  const melts = melts_of(session, model.sessions.value ?? []);
  if (melts.length === 0) return null;
  const is_behind = melts.some(({ before }) => before.length > 0);
  return (
    <section class="block">
      <h2>{T.past.melt.title}</h2>
      <ul class="melts">
        {melts.map((melt) => (
          <li key={`${melt.point}-${melt.side}`} class="melt">
            <Curve lines={melt.lines} behind={melt.before.flat()} />
            <p class="numbers">
              <strong>{name_of(named, melt.point, melt.side)}</strong>
              <span>{change_words(melt)}</span>
              {melt.before.length > 0 && <span class="small soft">{before_words(melt)}</span>}
            </p>
          </li>
        ))}
      </ul>
      <p class="small soft">{[is_behind && T.past.melt.behind, T.past.melt.note].filter(Boolean).join(' ')}</p>
    </section>
  );
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
