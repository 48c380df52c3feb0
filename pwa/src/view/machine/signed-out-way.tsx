/** What to do where the server no longer knows this device: whom to ask, and what to do where no code can be made. */
import type { Model } from '../../app/model';
import { T } from '../strings-rooms';

export function SignedOutWay({ model }: { model: Pick<Model, 'sync'> }) {
  const way = signed_out_way(model.sync.value);
  return way === null ? null : <p>{way}</p>;
}

type Standing = Pick<Model['sync']['value'], 'paired' | 'activity'>;

/** A practice that has erased a client makes no code for them: only the person can let go of what is on the phone then. */
export function signed_out_way({ paired, activity }: Standing): string | null {
  if (activity !== 'signed-out' || paired === null) return null;
  return paired.role === 'client' ? T.settings.signed_out_client : T.settings.signed_out_way;
}
