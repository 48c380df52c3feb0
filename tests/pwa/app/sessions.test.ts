/** The fold over facts: only what a new fact touches is folded again. */
import { beforeEach, expect, test } from 'vitest';
import { Sessions } from '../../../pwa/src/app/sessions';
import type { NewFact } from '../../../pwa/src/core/fact';
import { Database } from '../../../pwa/src/shell/database';
import { FakeRandom, START_WALL_MS } from '../support/fakes';
import { clear_storage } from '../support/rig';
import { until } from '../support/until';

const SESSIONS = 100;
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

test('one new fact folds its own session again and leaves every other record as it is', async () => {
  const database = new Database(new FakeRandom(), 'many');
  const sessions = new Sessions(database);
  await sessions.load(null);
  const all = Array.from({ length: SESSIONS }, (_, n) => session(n)).flat();
  sessions.take(await database.record(all, START_WALL_MS, []));
  expect(sessions.tally.value.written).toBe(SESSIONS * (HOLDS + 2));
  const record = (id: string) => sessions.sessions.value?.find((each) => each.id === id);
  for (let n = 0; n < 3; n += 1) {
    const before = new Map(sessions.sessions.value?.map((each) => [each.id, each]));
    const text = { text: `${n}` };
    const note: NewFact = { kind: 'note_written', subject: 'session-7', client_id: null, at: 0, body: text };
    sessions.take(await database.record([note], START_WALL_MS + n, []));
    expect(record('session-7')).not.toBe(before.get('session-7'));
    const folded = sessions.sessions.value?.filter((each) => each !== before.get(each.id)).map(({ id }) => id);
    expect(folded).toEqual(['session-7']);
  }
  expect(record('session-7')?.notes).toHaveLength(3);
  expect(sessions.sessions.value?.[0]?.id).toBe(`session-${SESSIONS - 1}`);
  expect(sessions.tally.value.written).toBe(SESSIONS * (HOLDS + 2) + 3);
  await until(() => sessions.tally.value.unsent === SESSIONS * (HOLDS + 2) + 3);
});

test('[Y13] what a client pressed alone is of whom the server filed it under, though its text names nobody', async () => {
  const database = new Database(new FakeRandom(), 'filed');
  const sessions = new Sessions(database);
  await sessions.load(null);
  const rows = await database.record(session(1), START_WALL_MS, []);
  sessions.take(rows.map((row) => ({ ...row, client_id: 'client-aa' })));
  expect(sessions.sessions.value?.[0]).toMatchObject({ client_id: 'client-aa', audience: 'self-care' });
});
