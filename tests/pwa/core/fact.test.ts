/** Facts, receipts and the outbox: what is written, and what counts as proven. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Author, digest_of, fact_from, type NewFact, new_id, write_facts } from '../../../pwa/src/core/fact';
import { next_push, type OutboxFact, retry_ms, settle } from '../../../pwa/src/core/outbox';
import { receipt_of } from '../../../pwa/src/core/receipt';

const NOW_MS = 1_800_000_000_000;
const AUTHOR: Author = { origin: 'origin-0001', seq: 0, last_ms: 0, count: 0 };
const SESSION = '01997b00-0000-7000-8000-000000000001';

function random(): () => Uint8Array {
  let state = 7;
  const next = () => {
    state = (state * 75 + 74) % 65_537;
    return state & 255;
  };
  return () => Uint8Array.from({ length: 16 }, next);
}

function note(text: string): NewFact {
  return { kind: 'note_written', subject: SESSION, client_id: null, at: NOW_MS, body: { text } };
}

function outbox(count: number, over: Partial<OutboxFact> = {}): OutboxFact[] {
  const notes = Array.from({ length: count }, (_, i) => note(`note ${i}`));
  return write_facts(notes, AUTHOR, NOW_MS, random()).facts.map((fact) => ({ ...fact, state: 'unsent', ...over }));
}

describe('facts', () => {
  test('[F1] the text is the fact: it reads back as written, digest over its UTF-8 bytes', () => {
    const [fact] = write_facts([note('Schulter, “tief” 🌿')], AUTHOR, NOW_MS, random()).facts;
    expect(fact_from(fact!.raw)).toMatchObject({ id: fact!.id, seq: 1, body: { text: 'Schulter, “tief” 🌿' } });
    expect(fact!.digest).toBe(digest_of(fact!.raw));
    expect(digest_of('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });

  test('[F2] ids rise and seq has no gap, in one millisecond and with the clock set back', () => {
    const first = write_facts(
      Array.from({ length: 500 }, () => note('a')),
      AUTHOR,
      NOW_MS,
      random(),
    );
    const second = write_facts(
      Array.from({ length: 500 }, () => note('b')),
      first.author,
      NOW_MS - 3_600_000,
      random(),
    );
    const facts = [...first.facts, ...second.facts];
    expect(facts.map((fact) => fact.seq)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    const ids = facts.map((fact) => fact.id);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('what is no fact reads as null, never throws', () => {
    for (const raw of ['', '{', 'null', '7', '[]', '{"id":1}', '{"id":"a","kind":"b"}'])
      expect(fact_from(raw)).toBeNull();
  });

  test('new ids of subjects differ', () => {
    const roll = random();
    expect(new Set([new_id(NOW_MS, roll), new_id(NOW_MS, roll)]).size).toBe(2);
  });
});

interface ReceiptVector {
  facts: string[];
  count: number;
  digest: string;
}

describe('receipts', () => {
  const url = new URL('../../vectors/receipt.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(url, 'utf8')) as ReceiptVector[];

  test.each(vectors.map((vector, i) => [i, vector] as const))(
    '[F3] vector %i is computed as the server computes it',
    (_, vector) => {
      const facts = vector.facts.map((raw) => ({ id: fact_from(raw)!.id, digest: digest_of(raw) }));
      expect(receipt_of(facts)).toEqual({ count: vector.count, digest: vector.digest });
      expect(receipt_of(facts.reverse())).toEqual({ count: vector.count, digest: vector.digest });
    },
  );
});

describe('the outbox', () => {
  test('offers the oldest first, within the limits, and always at least one', () => {
    const facts = outbox(10).reverse();
    expect(next_push(facts, { facts: 3, bytes: 1e6 }).map((fact) => fact.seq)).toEqual([1, 2, 3]);
    expect(next_push(facts, { facts: 100, bytes: 1 }).map((fact) => fact.seq)).toEqual([1]);
    expect(next_push(outbox(2, { state: 'held' }))).toEqual([]);
  });

  test('[O7] word of whose a session is goes first, also where it was written last', () => {
    const facts = outbox(5);
    const [first, second] = [facts[4], facts[1]].map((fact) => ({ ...fact!, kind: 'session_assigned' }));
    const all = [facts[0]!, second!, facts[2]!, facts[3]!, first!];
    expect(next_push(all, { facts: 3, bytes: 1e6 }).map((fact) => fact.seq)).toEqual([2, 5, 1]);
  });

  test('[O1] a receipt that equals ours proves every fact it covers', () => {
    const facts = outbox(5);
    const receipt = { subject: SESSION, origin: AUTHOR.origin, ...receipt_of(facts) };
    expect(settle(facts, facts, [receipt], []).held).toEqual(facts.map((fact) => fact.id));
  });

  test('[O2] no receipt, a wrong count or a wrong digest proves nothing and is offered again', () => {
    const facts = outbox(5);
    const right = { subject: SESSION, origin: AUTHOR.origin, ...receipt_of(facts) };
    for (const receipts of [
      [],
      [{ ...right, count: 4 }],
      [{ ...right, digest: '0'.repeat(64) }],
      [{ ...right, origin: 'other-origin' }],
    ]) {
      expect(settle(facts, facts, receipts, [])).toEqual({ held: [], refused: [], doubtful: [SESSION] });
    }
  });

  test('[O2] a server that lost what it once held is found out', () => {
    const held = outbox(3, { state: 'held' });
    const all = [...held, ...outbox(4).slice(3)];
    const forgetful = { subject: SESSION, origin: AUTHOR.origin, ...receipt_of(all.slice(3)) };
    expect(settle(all.slice(3), all, [forgetful], []).doubtful).toEqual([SESSION]);
  });

  test('[O3] a refused fact is not held, and does not stop the others from being', () => {
    const facts = outbox(3);
    const why = { type: 'invalid', title: 'Not a fact', detail: 'body.text: expected text', digest: null };
    const refused = [{ id: facts[1]!.id, ...why }];
    const receipt = { subject: SESSION, origin: AUTHOR.origin, ...receipt_of([facts[0]!, facts[2]!]) };
    const settled = settle(facts, facts, [receipt], refused);
    expect(settled.held).toEqual([facts[0]!.id, facts[2]!.id]);
    expect(settled.refused).toEqual(refused);
  });

  test('waits longer each time, up to five minutes, and never at the same moment as everybody else', () => {
    expect([1, 2, 3, 20].map((attempt) => retry_ms(attempt, 0))).toEqual([1000, 2000, 4000, 150_000]);
    expect(retry_ms(20, 0.999)).toBeLessThanOrEqual(300_000);
    expect(retry_ms(3, 0.25)).toBeLessThan(retry_ms(3, 0.75));
  });
});
