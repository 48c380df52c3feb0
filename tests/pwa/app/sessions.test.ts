/** The fold over facts: only what a new fact touches is folded again. */
import { beforeEach, expect, test } from 'vitest';
import { Sessions } from '../../../pwa/src/app/sessions';
import type { NewFact } from '../../../pwa/src/core/fact';
import { Database } from '../../../pwa/src/shell/database';
import { FakeRandom, START_WALL_MS } from '../support/fakes';
import { clear_storage } from '../support/rig';
import { until } from '../support/until';

const SESSIONS = 1000;
const HOLDS = 18;

beforeEach(clear_storage);

function session(n: number): NewFact[] {
  const fact = (kind: string, body: object): NewFact => ({
    kind,
    subject: `session-${n}`,
    client_id: null,
    at: START_WALL_MS + n * 1000,
    body,
  });
  const hold = { step: 0, point: 'hip', side: 'left', repeat: 1, attempt: 1, planned_ms: 1000, held_ms: 1000 };
  return [
    fact('session_started', { protocol_id: 'p', protocol_digest: 'd', audience: 'self-care', planned_holds: HOLDS }),
    ...Array.from({ length: HOLDS }, () => fact('hold_ended', { ...hold, ended_by: 'time', ratings: [] })),
    fact('session_ended', { reason: 'completed' }),
  ];
}

test('20,000 facts on the device, and one new fact is on the screen in less than 5 ms', async () => {
  const database = new Database(new FakeRandom(), 'many');
  const sessions = new Sessions(database);
  await sessions.load(null);
  const all = Array.from({ length: SESSIONS }, (_, n) => session(n)).flat();
  sessions.take(await database.record(all, START_WALL_MS, []));
  expect(sessions.tally.value.written).toBe(20_000);
  const took_ms: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const note: NewFact = {
      kind: 'note_written',
      subject: 'session-7',
      client_id: null,
      at: 0,
      body: { text: `${n}` },
    };
    const rows = await database.record([note], START_WALL_MS + n, []);
    const before_ms = performance.now();
    sessions.take(rows);
    took_ms.push(performance.now() - before_ms);
  }
  expect(sessions.sessions.value?.find(({ id }) => id === 'session-7')?.notes).toHaveLength(9);
  expect(sessions.sessions.value?.[0]?.id).toBe('session-999');
  expect(sessions.tally.value.written).toBe(20_009);
  await until(() => sessions.tally.value.unsent === 20_009);
  expect(took_ms.sort((a, b) => a - b)[4]).toBeLessThan(5);
});
