import { expect, test } from 'vitest';
import { AUDIT_KINDS, audit_from, is_audit } from '../../../pwa/src/core/audit';
import type { KnownFact } from '../../../pwa/src/core/history';
import { audit_words } from '../../../pwa/src/view/machine/audit-room';
import { T } from '../../../pwa/src/view/strings-rooms';

function fact(id: string, kind: string, subject: string, at: number, body: object): KnownFact {
  return { id, kind, subject, client_id: null, origin: 'server', seq: 1, at, body };
}

const FACTS = [
  fact('c', 'device_revoked', 'd1', 3, { by: 'd2', device_name: 'Tablet' }),
  fact('a', 'device_paired', 'd1', 1, { by: null, device_name: 'Tablet', role: 'therapist', client_id: null }),
  fact('b', 'device_renamed', 'd2', 2, { by: 'd2', device_name: 'Laptop', before: 'Computer' }),
  fact('x', 'note_written', 's1', 2, { text: 'not one of these' }),
  fact('d', 'client_erased', 'c1', 3, { by: 'gone', client_id: 'c1', subjects: ['c1'], facts: 1 }),
];

test('[U4] what was done stands newest first, by whom as they are called now', () => {
  const said = audit_from(FACTS).map((entry) => [audit_words(entry), entry.by]);
  expect(said).toEqual([
    ['A client was erased: 1 fact gone.', ''],
    ['Tablet was removed.', 'Laptop'],
    ['Computer is called Laptop now.', 'Laptop'],
    ['Tablet was paired as therapist.', null],
  ]);
});

test('[U5] a client’s device has no name in it', () => {
  const nameless = (id: string, kind: string, body: object) => fact(id, kind, 'd3', 1, { by: null, ...body });
  const facts = [
    nameless('a', 'device_paired', { device_name: '', role: 'client', client_id: 'c1' }),
    nameless('b', 'device_renamed', { device_name: '', before: '' }),
    nameless('c', 'device_revoked', { device_name: '' }),
    nameless('d', 'handover_taken', { device_name: '', facts: 2 }),
    nameless('e', 'handover_discarded', { device_name: '', facts: 1 }),
  ];
  expect(audit_from(facts).map(audit_words).reverse()).toEqual([
    'A client’s phone was paired.',
    'A client’s phone was given another name.',
    'A client’s phone was removed.',
    'Taken into the record from a client’s phone: 2 facts.',
    'Discarded from a client’s phone: 1 fact.',
  ]);
});

test('[U4] every kind has its words', () => {
  for (const kind of AUDIT_KINDS) {
    const [entry] = audit_from([fact('a', kind, 'd1', 1, { by: null, device_name: 'Tablet', facts: 2 })]);
    expect(entry && audit_words(entry)).toMatch(/\.$/);
  }
  expect(Object.keys(T.audit.said).sort()).toEqual([...AUDIT_KINDS].sort());
  expect(is_audit('note_written')).toBe(false);
});
