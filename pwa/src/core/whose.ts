/**
 * Whose history the dose guard looks at. Pure.
 *
 *  [C16] Whose history it is: with a client every session filed under them; alone those of this device that were for
 *        nobody else, on a client's device those of their other devices too. Of a client without a name nothing is known.
 *  [C17] What was pressed alone here in an earlier practice rests as well; what was said of it stays where it was said.
 */
import type { Audience } from '../wire.gen';
import type { SessionRecord } from './history';

/** Of whom: a client, or whoever has this device. */
export interface Whose {
  audience: Audience;
  client_id: string | null;
  /** This installation, and the client to whom this device belongs, if it does. */
  origin: string;
  own_client_id: string | null;
}

/** [C16] The sessions of this person, in the order in which they began. */
export function history_of(sessions: readonly SessionRecord[], whose: Whose): SessionRecord[] {
  return sessions.filter((session) => is_of(session, whose)).sort((a, b) => (a.begun_as < b.begun_as ? -1 : 1));
}

/** [C17] Of sessions that lie in an earlier practice, those in which somebody alone pressed here. */
export function elsewhere_of(sessions: readonly SessionRecord[], { audience, origin }: Whose): SessionRecord[] {
  if (audience === 'therapist') return [];
  return sessions.filter((session) => session.audience === 'self-care' && session.origin === origin);
}

function is_of(session: SessionRecord, whose: Whose): boolean {
  if (whose.audience === 'therapist') return whose.client_id !== null && session.client_id === whose.client_id;
  if (session.client_id !== null) return session.client_id === whose.own_client_id;
  return session.audience === 'self-care' && (session.origin === whose.origin || whose.own_client_id !== null);
}
