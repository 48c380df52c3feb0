/** The rows of a log by hand, and the words of a server that refuses. */
import { fact_from } from '../../../pwa/src/core/fact';
import { receipt_of } from '../../../pwa/src/core/receipt';
import type { Paired, Problem, Receipt, Refused, StoredFact } from '../../../pwa/src/wire.gen';

export const PRACTICE: Paired = {
  device_id: '0d5c0000-0000-4000-8000-000000000001',
  practice_id: '9a5c0000-0000-4000-8000-000000000001',
  practice_name: 'Riverside',
  role: 'owner',
  client_id: null,
  device_name: 'Tablet in room 2',
  is_publicly_trusted: true,
};

export function problem(status: number, type: string): { kind: 'problem'; problem: Problem } {
  return { kind: 'problem', problem: { type, title: type, status, detail: `about ${type}`, field: null, limit: null } };
}

export function erased(id: string): Refused {
  const detail = 'the practice has erased the person this is about';
  return { id, type: 'erased', title: 'Erased', detail, digest: null };
}

export type Row = StoredFact & { id: string; digest: string };

/** Where another text is held in the place of this one: the refusal, as the server words it. */
export function clash(rows: readonly Row[], raw: string): Refused[] {
  const [fact, detail] = [fact_from(raw), '$.id: another text is held under this id, and stays'];
  return rows.flatMap(({ id, digest, raw: held }) => {
    if (id !== fact?.id || held === raw) return [];
    const there = fact_from(held);
    const is_counted = there?.subject === fact.subject && there.origin === fact.origin;
    return [{ id, type: 'fact-conflict', title: 'Held with another text', detail, digest: is_counted ? digest : null }];
  });
}

const ANY_AGE = ['client_saved', 'protocol_saved', 'protocol_put_away', 'client_erased'];
export const is_of_any_age = ({ raw }: Row) => ANY_AGE.includes(fact_from(raw)?.kind ?? '');
export const subject_of = (row: Row | undefined) => row && fact_from(row.raw)?.subject;

export function stored({ pos, device_id, client_id, received_at, raw }: Row): StoredFact {
  return { pos, device_id, client_id, received_at, raw };
}

/** Receipts over what is held of the subjects and origins of what was sent; or, where the server lies, over nothing real. */
export function receipts_over(rows: readonly Row[], sent: readonly Row[], is_lie: boolean): Receipt[] {
  const named = new Set(sent.map((row) => `${subject_of(row)} ${fact_from(row.raw)?.origin}`));
  return [...named].map((key) => {
    const [subject = '', origin = ''] = key.split(' ');
    const held = rows.filter((row) => subject_of(row) === subject && fact_from(row.raw)?.origin === origin);
    const { count, digest } = receipt_of(held);
    return { subject, origin, count, digest: is_lie ? '0'.repeat(64) : digest };
  });
}

/** Rows after a place, and where they end: those of any age up to the floor, then the others, their sessions whole. */
export function page_of(all: readonly Row[], most: number, from: number, floor: number): { page: Row[]; end: number } {
  if (from >= floor) {
    const page = all.slice(from, from + most);
    const subjects = new Set(page.map(subject_of));
    const brought = all.slice(0, floor).filter((row) => subjects.has(subject_of(row)) && !is_of_any_age(row));
    return { page: [...brought, ...page], end: from + page.length };
  }
  const needed = all.slice(from, floor).filter(is_of_any_age);
  const page = needed.slice(0, most);
  return { page, end: page.length < needed.length ? (page.at(-1)?.pos ?? floor) : floor };
}
