/** The rows of a log by hand, and the words of a server that refuses. */
import { fact_from } from '../../../pwa/src/core/fact';
import type { Paired, Problem, Refused, StoredFact } from '../../../pwa/src/wire.gen';

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
