/** What a device was of a practice, and what may not stay where it becomes a client's ([D8]). Pure. */
import type { Paired, PairPreview } from '../wire.gen';

/** What this device was last, of a practice whose facts it keeps. */
export type Belonged = Pick<Paired, 'role' | 'client_id'>;
export const belonged_key = (practice: string) => `belonged/${practice}`;
export type Becoming = Pick<PairPreview, 'practice_id' | 'role' | 'client_id'>;

/** What a device keeps for itself of those it works with: own words of a therapist, by protocol; how each person is told. */
export const WORDS = 'words/';
export const HEARINGS = 'hearings';

/** Not all that is kept here of others is on the server: this device cannot become a client's ([D8]). */
export class NotHandedIn extends Error {}

/** Must what this device kept of the practice, as what it was there, be gone before it is what it is to be? ([D8]) */
export function is_of_others(practice: string, was: Belonged | undefined, next: Becoming): boolean {
  if (next.role !== 'client') return false;
  return was?.role !== 'client' || (practice === next.practice_id && was.client_id !== next.client_id);
}
