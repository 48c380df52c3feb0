/** What answers before the run changed of how it is pressed, said again where it is pressed. */
import { change_of } from '../../app/leaving-out';
import type { Flow } from '../../app/model';
import type { Run } from '../../app/run-model';
import { points_out } from '../../app/screening';
import { T } from '../strings-rooms';
import { plain_name } from './names';

/** How it is pressed, in a few words; null where no answer changed that. */
export function adapted_words(flow: Flow | null): string | null {
  const said = (flow?.raised ?? []).flatMap(({ question }) => {
    const words = T.run.adapted[question.id];
    return words ?? (change_of(question) === 'halve' ? T.run.halved : []);
  });
  return said.length > 0 ? [...new Set(said)].join(' ') : null;
}

/** And what is not pressed. */
export function left_out_words(flow: Flow | null, { version }: Run): string | null {
  const out = flow === null ? [] : points_out(flow).map((point) => plain_name(version, point));
  return out.length > 0 ? T.run.left_out(out.join(', ')) : null;
}
