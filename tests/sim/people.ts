/** What people do with their devices, as the facts the app writes for it. */
import type { NewFact } from '../../pwa/src/core/fact';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { FakeRandom } from '../pwa/support/fakes';
import type { SimDevice } from './device';

/** Longer ones are taken by no server. */
const LONGEST_NOTE = 10_000;

/** One thing that somebody does: some facts of one session. `is_careful`: nothing that no server takes. */
export function written_by(
  device: SimDevice,
  random: FakeRandom,
  clients: readonly string[],
  is_careful: boolean,
): NewFact[] {
  const whole = (to: number) => Math.floor(random.share() * to);
  const is_staff = device.role !== 'client';
  const client = clients[whole(clients.length)] ?? null;
  const subject = session_of(device, String(whole(12)).padStart(12, '0'));
  const client_id = is_staff ? (whole(2) ? client : null) : (device.page?.paired?.client_id ?? null);
  const at = device.wall_ms();
  const fact = (kind: string, body: object): NewFact => ({ kind, subject, client_id, at, body });
  const pain = () => fact('pain_rated', { when: 'before', nrs: whole(11), region: 'neck' });
  const share = random.share();
  if (device.is_newer && share < 0.2)
    return [
      fact('breath_counted', { breaths: whole(40), how: { deep: 'é€𝄞' } }),
      fact('note_written', { text: 'of a later app', mood: [1, 2, { three: null }] }),
    ];
  if (share < 0.25 && !is_careful) return [fact('note_written', { text: 'x'.repeat(LONGEST_NOTE + 1) })];
  // To somebody, or to nobody.
  if (is_staff && share < 0.35) return [fact('session_assigned', { client_id: share < 0.27 ? null : client })];
  if (share < 0.6) return [fact('note_written', { text: `a note ${whole(1000)}, è € 𝄞 ${'\u2028'} "quoted"` })];
  const facts = Array.from({ length: 1 + whole(6) }, pain);
  return [...facts, fact('session_ended', { reason: 'completed' })];
}

/**
 * A session that more is written of later, by whoever knows it. A client's phone does not show what it was of another
 * practice: there is nothing to go on with, so another one begins.
 */
function session_of(device: SimDevice, number: string): string {
  const subject = `5e550000-0000-4000-8000-${number}`;
  const now = device.page?.paired?.practice_id;
  const is_elsewhere = ({ subject: of, practice }: FactRow) => of === subject && practice !== '' && practice !== now;
  return now && device.role === 'client' && device.rows().some(is_elsewhere)
    ? `5e550000-0000-4000-8001-${number}`
    : subject;
}

/** Is this a text that no server takes, on purpose? */
export function is_impossible(raw: string): boolean {
  return raw.length > LONGEST_NOTE;
}
