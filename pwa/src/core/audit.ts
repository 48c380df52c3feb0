/**
 * What was done to the practice, as the server wrote it: paired, renamed, removed, exported, imported, restored, erased.
 *
 * Must never show a fact of these kinds that a device made up: the server takes none, and says so.
 *
 *  [U4] Newest first, in the order of the log's own time; kinds that are not known here add nothing.
 */
import type { KnownFact } from './history';

export const AUDIT_KINDS = [
  'device_paired',
  'device_renamed',
  'device_revoked',
  'handover_taken',
  'handover_discarded',
  'practice_exported',
  'practice_imported',
  'practice_restored',
  'client_erased',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** One line of the list. `by`: the name of the device that asked for it; null: the server's own command line. */
export interface AuditEntry {
  id: string;
  kind: AuditKind;
  at: number;
  by: string | null;
  device_name: string;
  before: string;
  role: string;
  facts: number;
}

export function is_audit(kind: string): kind is AuditKind {
  return (AUDIT_KINDS as readonly string[]).includes(kind);
}

/** Staff's other devices are shown an erasure alone, so that they let go of what it names. */
export function is_for_owner_only(kind: string): boolean {
  return is_audit(kind) && kind !== 'client_erased';
}

/** The list, newest first. A device is called as it was called last. */
export function audit_from(facts: readonly KnownFact[]): AuditEntry[] {
  const ordered = facts.filter(({ kind }) => is_audit(kind)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const names = new Map<string, string>();
  for (const { subject, body } of ordered) {
    const { device_name } = body as { device_name?: string };
    if (device_name !== undefined) names.set(subject, device_name);
  }
  const entries = ordered.map(({ id, kind, at, body }): AuditEntry => {
    const said = body as { by: string | null } & Partial<AuditEntry>;
    return {
      id,
      kind: kind as AuditKind,
      at,
      by: said.by === null ? null : (names.get(said.by) ?? ''),
      device_name: said.device_name ?? '',
      before: said.before ?? '',
      role: said.role ?? '',
      facts: said.facts ?? 0,
    };
  });
  return entries.reverse();
}
