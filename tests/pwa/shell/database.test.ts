import { beforeEach, describe, expect, test } from 'vitest';
import type { NewFact } from '../../../pwa/src/core/fact';
import { fact_from } from '../../../pwa/src/core/fact';
import { filed_otherwise } from '../../../pwa/src/core/outbox';
import { receipt_of } from '../../../pwa/src/core/receipt';
import { take_in } from '../../../pwa/src/shell/answer';
import { Database } from '../../../pwa/src/shell/database';
import type { FactRow } from '../../../pwa/src/shell/schema';
import type { Paired } from '../../../pwa/src/wire.gen';
import { FakeRandom, START_WALL_MS } from '../support/fakes';
import { clear_storage } from '../support/rig';

const PAIRED: Paired = {
  device_id: 'dddddddd-1',
  practice_id: 'pppppppp-1',
  practice_name: 'Riverside',
  role: 'owner',
  client_id: null,
  device_name: 'Tablet',
  is_publicly_trusted: true,
};

function note(text: string, subject = 'session-1', client_id: string | null = null): NewFact {
  return { kind: 'note_written', subject, client_id, at: START_WALL_MS, body: { text } };
}

function opened(seed = 1): Database {
  return new Database(new FakeRandom(seed), 'shared');
}

/** An answer of a server that holds exactly these rows. */
function answer_for(rows: readonly FactRow[], over: object = {}) {
  const subjects = [...new Set(rows.map((row) => row.subject))];
  const receipts = subjects.map((subject) => {
    const of_subject = rows.filter((row) => row.subject === subject);
    return { subject, origin: of_subject[0]?.origin ?? '', ...receipt_of(of_subject) };
  });
  const practice = PAIRED.practice_id;
  return {
    practice,
    device_id: PAIRED.device_id,
    sent: rows,
    cursor: 'c1',
    more: false,
    reset: false,
    facts: [],
    receipts,
    refused: [],
    at: 7,
    take_in,
    ...over,
  };
}

/** Takes an answer in that was asked from where the device stands. */
async function take(database: Database, answer: ReturnType<typeof answer_for>) {
  const change = await database.apply({ ...answer, asked: await database.cursor(PAIRED.practice_id) });
  if (change === null) throw new Error('an answer in time was not taken in');
  return change;
}

beforeEach(clear_storage);

describe('facts', () => {
  test('[D2] two tabs that write at once mint rising ids and numbers without a gap', async () => {
    const tabs = [opened(1), opened(2), opened(3)];
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        tabs[i % 3]?.record([note(`${i} a`), note(`${i} b`)], START_WALL_MS - i * 1000, []),
      ),
    );
    const rows = (await opened().rows('')).sort((a, b) => a.seq - b.seq);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(new Set(rows.map((row) => row.origin)).size).toBe(1);
    expect(rows.map((row) => row.id)).toEqual(rows.map((row) => row.id).sort());
    expect(new Set(rows.map((row) => row.id)).size).toBe(60);
  });

  test('[D1] a write that fails leaves nothing: no fact, no number, no state', async () => {
    const database = opened();
    const unclonable = { session_id: 's', plan: () => {} } as never;
    await expect(database.record([note('one')], START_WALL_MS, [{ keep: unclonable }])).rejects.toThrow();
    expect(await database.rows('')).toEqual([]);
    expect(await database.running()).toEqual([]);
    const [row] = await database.record([note('two')], START_WALL_MS, []);
    expect(row?.seq).toBe(1);
  });

  test('a session comes back as far as it was last seen, and what is recorded after that counts for more', async () => {
    const database = opened();
    const kept = { session_id: 's', plan: 'long', session: { ran_ms: 1 } };
    await database.record([], START_WALL_MS, [{ keep: kept as never }]);
    await database.see({ session_id: 's', session: { ran_ms: 2 } as never });
    expect(await database.running()).toEqual([{ ...kept, session: { ran_ms: 2 } }]);
    await database.record([], START_WALL_MS, [{ keep: { ...kept, session: { ran_ms: 3 } } as never }]);
    expect(await database.running()).toEqual([{ ...kept, session: { ran_ms: 3 } }]);
    await database.see({ session_id: 'other', session: { ran_ms: 9 } as never });
    expect(await database.running()).toEqual([{ ...kept, session: { ran_ms: 3 } }]);
  });

  test('the row holds the very text of the fact', async () => {
    const [row] = await opened().record([note('Zähne ✓')], START_WALL_MS, []);
    expect(fact_from(row?.raw ?? '')).toMatchObject({ id: row?.id, seq: 1, body: { text: 'Zähne ✓' } });
  });

  test('[D3] facts are bound as their subject was: a session begun unpaired stays unbound', async () => {
    const database = opened();
    await database.record([note('before')], START_WALL_MS, []);
    await database.pair(PAIRED, []);
    await database.record([note('after'), note('other', 'session-2')], START_WALL_MS, []);
    const rows = await database.rows(PAIRED.practice_id);
    expect(rows.map(({ subject, practice }) => [subject, practice]).sort()).toEqual([
      ['session-1', ''],
      ['session-1', ''],
      ['session-2', PAIRED.practice_id],
    ]);
  });

  test('[D3] binding a session takes its client along, and never what another practice has', async () => {
    const database = opened();
    await database.record([{ ...note('x', 'client-1', 'client-1'), kind: 'client_saved' }], START_WALL_MS, []);
    await database.record([note('one', 'session-1', 'client-1')], START_WALL_MS, []);
    await database.record([note('two', 'session-2')], START_WALL_MS, []);
    await database.pair(PAIRED, ['session-1']);
    await database.pair({ ...PAIRED, practice_id: 'pppppppp-2' }, ['session-1', 'session-2']);
    expect((await database.unsent('pppppppp-1')).map((row) => row.subject).sort()).toEqual(['client-1', 'session-1']);
    expect((await database.unsent('pppppppp-2')).map((row) => row.subject)).toEqual(['session-2']);
  });

  test('[D3] a client known from before pairing goes along with the first session of the practice', async () => {
    const database = opened();
    await database.record([{ ...note('x', 'client-1', 'client-1'), kind: 'client_saved' }], START_WALL_MS, []);
    await database.pair(PAIRED, []);
    await database.record([note('one', 'session-1', 'client-1')], START_WALL_MS, []);
    const unsent = await database.unsent(PAIRED.practice_id);
    expect(unsent.map((row) => row.subject).sort()).toEqual(['client-1', 'session-1']);
  });
});

describe('paired anew', () => {
  const OTHERS: Partial<Paired>[] = [
    { role: 'therapist' },
    { role: 'client', client_id: 'client-1' },
    { practice_id: 'pppppppp-2' },
  ];

  test('[D6] as the same, a device reads on; as somebody else, from the beginning of what it may see now', async () => {
    const { practice_id } = PAIRED;
    for (const other of OTHERS) {
      const database = opened();
      await database.pair(PAIRED, []);
      await take(database, answer_for([]));
      await database.pair({ ...PAIRED, device_id: 'dddddddd-2' }, []);
      expect(await database.cursor(practice_id)).toBe('c1');
      await database.pair({ ...PAIRED, ...other }, []);
      await database.pair(PAIRED, []);
      expect(await database.cursor(practice_id)).toBeNull();
    }
  });
});

describe('answers of the server', () => {
  test('[D6] what an older cursor proved is proven anew once it is gone; [D8] a device that becomes a client’s lets go of it', async () => {
    for (const [role, states] of [
      ['therapist', ['unsent']],
      ['client', []],
    ] as const) {
      await clear_storage();
      const database = opened();
      await database.pair(PAIRED, []);
      const rows = await database.record([note('one')], START_WALL_MS, []);
      await take(database, answer_for(rows));
      const client_id = role === 'client' ? 'client-1' : null;
      const changed = await database.pair({ ...PAIRED, role, client_id }, []);
      expect((await database.rows(PAIRED.practice_id)).map((row) => row.state)).toEqual(states);
      expect(changed).toHaveLength(states.length);
    }
  });

  test.each([
    ['of staff again', { role: 'therapist', client_id: null }, 2],
    ['a client’s', { role: 'client', client_id: 'client-1' }, 0],
  ] as const)(
    '[D8] own words, and how others are told, stay on a device that becomes one %s: %#',
    async (_, next, stay) => {
      const database = opened();
      await database.pair(PAIRED, []);
      await database.keep('words/back-therapist/shoulder/1', { samples: new Int16Array(4) });
      await database.keep('hearings', { choices: [{ protocol_id: 'back', client_id: 'somebody' }] });
      await database.keep('preflight', { heard: true });
      await database.pair({ ...PAIRED, ...next }, []);
      const of_others = [...(await database.kept_under('words/')), ...(await database.kept_under('hearings'))];
      expect(of_others).toHaveLength(stay);
      expect(await database.kept('preflight')).toBeDefined();
    },
  );

  async function written(): Promise<{ database: Database; rows: FactRow[] }> {
    const database = opened();
    await database.pair(PAIRED, []);
    return { database, rows: await database.record([note('one'), note('two')], START_WALL_MS, []) };
  }

  test('[O5] what a client’s phone wrote unpaired is known, once it is proven, to lie under that client', async () => {
    const database = opened();
    const rows = await database.record([note('one')], START_WALL_MS, []);
    const changed = await database.pair({ ...PAIRED, role: 'client', client_id: 'client-1' }, ['session-1']);
    expect([...rows, ...changed].map((row) => row.client_id)).toEqual([null, null]);
    await take(database, answer_for(changed));
    const [held] = await database.rows(PAIRED.practice_id);
    expect([held?.state, held?.client_id]).toEqual(['held', 'client-1']);
    // Whatever this phone becomes, it says so where it offers that again.
    expect(filed_otherwise([held as FactRow])).toEqual({ [held?.id ?? '']: 'client-1' });
  });

  test('a receipt over the same facts proves them', async () => {
    const { database, rows } = await written();
    const change = await take(database, answer_for(rows));
    expect(change.rows.map((row) => row.state)).toEqual(['held', 'held']);
    expect(await database.unsent(PAIRED.practice_id)).toEqual([]);
  });

  test('a receipt over other facts proves nothing', async () => {
    const { database, rows } = await written();
    const change = await take(database, answer_for(rows, { receipts: answer_for(rows.slice(0, 1)).receipts }));
    expect(change.doubtful).toHaveLength(1);
    expect(await database.unsent(PAIRED.practice_id)).toHaveLength(2);
  });

  test('[D5] pulled facts and the cursor are taken in together or not at all', async () => {
    const { database } = await written();
    const [pulled] = await new Database(new FakeRandom(9), 'elsewhere').record([note('far', 's-9')], START_WALL_MS, []);
    const stored = { pos: 1, device_id: 'd', client_id: null, received_at: 1, raw: pulled?.raw ?? '' };
    const broken = answer_for([], { facts: [stored], at: () => {} });
    await expect(take(database, broken as never)).rejects.toThrow();
    expect(await database.cursor(PAIRED.practice_id)).toBeNull();
    expect(await database.rows(PAIRED.practice_id)).toHaveLength(2);
    await take(database, answer_for([], { facts: [stored] }));
    expect(await database.cursor(PAIRED.practice_id)).toBe('c1');
    expect(await database.rows(PAIRED.practice_id)).toHaveLength(3);
  });

  test('[D7] an answer to a question that was asked from elsewhere changes nothing', async () => {
    const { database, rows } = await written();
    const late = { ...answer_for(rows), asked: null };
    const far = await new Database(new FakeRandom(9), 'elsewhere').record([note('far', 's-9')], START_WALL_MS, []);
    const facts = far.map(({ raw }) => ({ pos: 1, device_id: 'd', client_id: null, received_at: 1, raw }));
    await take(database, answer_for([]));
    expect(await database.apply({ ...late, facts, cursor: 'c0' })).toBeNull();
    expect(await database.apply({ ...late, asked: 'c0', reset: true })).toBeNull();
    expect(await database.cursor(PAIRED.practice_id)).toBe('c1');
    expect(await database.rows_of('s-9')).toEqual([]);
    expect(await database.unsent(PAIRED.practice_id)).toHaveLength(2);
  });

  test('[D10] an answer to the device that this was before changes nothing, from the same place or not', async () => {
    const { database, rows } = await written();
    const late = { ...answer_for(rows), asked: null };
    await database.pair({ ...PAIRED, role: 'therapist', device_id: 'dddddddd-2' }, []);
    expect(await database.apply(late)).toBeNull();
    expect(await database.cursor(PAIRED.practice_id)).toBeNull();
    expect(await database.unsent(PAIRED.practice_id)).toHaveLength(2);
    expect(await database.apply({ ...late, device_id: 'dddddddd-2' })).not.toBeNull();
    expect(await database.cursor(PAIRED.practice_id)).toBe('c1');
  });

  test('[D10] that the device of before was removed is nothing to the one that is paired now', async () => {
    const { database, rows } = await written();
    await take(database, answer_for(rows));
    const anew = { ...PAIRED, device_id: 'dddddddd-2' };
    await database.pair(anew, []);
    expect(await database.leave(PAIRED.practice_id, PAIRED.device_id)).toBe(false);
    expect(await database.meta('paired')).toEqual(anew);
    expect(await database.meta('revoked')).toBeUndefined();
    await database.wipe_held(PAIRED.practice_id, true);
    expect(await database.rows(PAIRED.practice_id)).toHaveLength(2);
    await database.wipe_held(PAIRED.practice_id, false);
    expect(await database.unsent(PAIRED.practice_id)).toEqual([]);
    expect(await database.cursor(PAIRED.practice_id)).toBe('c1');
  });

  test('a reset offers every fact again', async () => {
    const { database, rows } = await written();
    await take(database, answer_for(rows));
    await take(database, answer_for([], { reset: true, receipts: [] }));
    expect(await database.unsent(PAIRED.practice_id)).toHaveLength(2);
  });

  test('a refused fact stays, with the reason, and so it does when only its place was named', async () => {
    const { database, rows } = await written();
    const refused = [{ id: '#1', type: 'invalid', title: 'Not a fact', detail: '$.body', digest: null }];
    const { receipts } = answer_for(rows.slice(0, 1));
    await take(database, answer_for(rows, { refused, receipts }));
    const kept = (await database.rows(PAIRED.practice_id)).sort((a, b) => a.seq - b.seq);
    expect(kept.map((row) => row.state)).toEqual(['held', 'refused']);
    expect(kept[1]?.refused).toEqual({ type: 'invalid', title: 'Not a fact', detail: '$.body', digest: null });
    await database.offer_refused_again(PAIRED.practice_id);
    expect(await database.unsent(PAIRED.practice_id)).toHaveLength(1);
  });

  test('[O4] what only the owner is shown in full is held where it was brought back, and doubted on the owner’s device', async () => {
    for (const [role, state] of [
      ['therapist', 'held'],
      ['owner', 'unsent'],
    ] as const) {
      await clear_storage();
      const database = opened();
      await database.pair({ ...PAIRED, role }, []);
      const told = { ...note('x', 'device-1'), kind: 'device_renamed' };
      const rows = await database.record([told, note('mine')], START_WALL_MS, []);
      const more = [{ subject: 'device-1', origin: rows[0]?.origin ?? '', count: 3, digest: '0'.repeat(64) }];
      const receipts = [...more, ...answer_for(rows.slice(1)).receipts];
      const change = await take(database, answer_for(rows, { receipts }));
      expect((await database.rows_of('device-1')).map((row) => row.state)).toEqual([state]);
      expect(change.doubtful).toHaveLength(role === 'owner' ? 1 : 0);
      expect((await database.rows_of('session-1')).map((row) => row.state)).toEqual(['held']);
      await clear_storage();
    }
  });

  test('[O4] what the server refuses of it is no more held than any other fact', async () => {
    const database = opened();
    await database.pair({ ...PAIRED, role: 'therapist' }, []);
    const [row] = await database.record([{ ...note('x', 'device-1'), kind: 'device_renamed' }], START_WALL_MS, []);
    const refused = [{ id: row?.id, type: 'server-only', title: 'Written by the server only', detail: '' }];
    await take(database, answer_for(row ? [row] : [], { receipts: [], refused }));
    expect((await database.rows_of('device-1')).map((each) => each.state)).toEqual(['refused']);
  });

  test('[O3] a refusal of all that was sent does not cast doubt on what was proven before', async () => {
    const { database, rows } = await written();
    await take(database, answer_for(rows));
    const late = await database.record([note('three')], START_WALL_MS, []);
    const refused = late.map(({ id }) => ({ id, type: 'invalid', title: 'Not a fact', detail: '$' }));
    const change = await take(database, answer_for(late, { refused, receipts: [] }));
    expect(change.doubtful).toEqual([]);
    expect((await database.rows(PAIRED.practice_id)).map((row) => row.state).sort()).toEqual([
      'held',
      'held',
      'refused',
    ]);
  });

  test('[D4] a wipe takes what is proven and leaves what was never sent', async () => {
    const { database, rows } = await written();
    await take(database, answer_for(rows.slice(0, 1), { receipts: answer_for(rows.slice(0, 1)).receipts }));
    await database.leave(PAIRED.practice_id, PAIRED.device_id);
    expect(await database.unproven()).toHaveLength(1);
    expect(await database.holds(PAIRED.practice_id)).toBe(true);
    await database.wipe_held(PAIRED.practice_id, true);
    expect((await database.unproven()).map((row) => row.id)).toEqual([rows[1]?.id]);
    expect(await database.meta('paired')).toBeUndefined();
    expect(await database.meta('revoked')).toBe(PAIRED.practice_id);
  });
});

test('faults of the storage are told apart', () => {
  const database = opened();
  expect(database.fault_of(new DOMException('full', 'QuotaExceededError'))).toBe('storage-full');
  expect(database.fault_of(new DOMException('newer', 'VersionError'))).toBe('older-app');
  expect(database.fault_of(new TypeError('no indexedDB'))).toBe('storage-blocked');
});
