/**
 * The PIN is forgotten: a fresh code of the practice, which only its owner makes, takes the lock off.
 *
 * Must never take it off before the server has paired this browser, and touches no fact: what was not sent is sent by the
 * device that it is then.
 *
 *  [LK9] A code takes the lock off once the server has accepted it, for the very practice this device is of, and as a device
 *        of its staff. A code for another practice, or for a client's own phone, is not even redeemed.
 */
import type { Freeing } from './lock-model';
import type { PairState } from './model';
import type { PairingDoor } from './pairing-door';

/** Pairs once more with `practice_id`, under the name it has there, else `device_name`; answers with what came of it. */
export async function freed_by(
  pairing: PairingDoor,
  code: string,
  device_name: string,
  practice_id: string | undefined,
): Promise<Freeing> {
  await pairing.look(code);
  const asked = pairing.state.peek();
  if (asked.state === 'asking') {
    const why = asked.practice_id !== practice_id ? 'other-practice' : asked.role === 'client' ? 'client-code' : null;
    if (why === null) await pairing.confirm(asked.known_as || device_name, []);
    else pairing.cancel();
    if (why !== null) return { state: 'failed', why, detail: '' };
  }
  const paired: PairState = pairing.state.peek();
  pairing.cancel();
  if (paired.state === 'paired') return { state: 'freed' };
  // As a device of staff it need let go of nothing: what is not handed in stays here.
  if (paired.state !== 'failed' || paired.why === 'not-handed-in') return { state: 'idle' };
  return { state: 'failed', why: paired.why, detail: paired.detail };
}
