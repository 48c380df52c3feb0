/**
 * Who was erased in a world, what may be gone with them, and what must be.
 *
 * Knows it from what people wrote alone, never from what the server says it erased: else it would believe a server that
 * erases too much.
 */
import { is_audit } from '../../pwa/src/core/audit';

/** A fact as it stands on the server or on a device. */
export interface Standing {
  raw: string | null;
  /** Whom it is filed under. */
  client_id: string | null;
}

interface Text {
  id: string;
  kind: string;
  subject: string;
  client_id: string | null;
  body: { client_id?: string | null; subjects?: string[] };
}

export class Erasures {
  /** Somebody asked for it: it may have come to the server. */
  readonly asked = new Set<string>();
  /** The server has answered that it is done. */
  readonly done = new Set<string>();
  /** Everybody whose any session or document was ever said to be. */
  readonly #named = new Map<string, Set<string>>();

  wrote(raw: string, by: string | null): void {
    const { kind, subject, client_id, body } = JSON.parse(raw) as Text;
    const named = this.#named.get(subject) ?? new Set([subject]);
    for (const client of [client_id, by, kind === 'session_assigned' ? body.client_id : null])
      if (client) named.add(client);
    this.#named.set(subject, named);
  }

  answered(path: string, status: number): void {
    const client = /^\/api\/clients\/([^/]+)\/erase$/.exec(path)?.[1];
    if (client !== undefined && status === 200) this.done.add(client);
  }

  /** May what is written of this be gone? */
  may_be_gone(raw: string): boolean {
    const { subject } = JSON.parse(raw) as Text;
    return [...(this.#named.get(subject) ?? [])].some((client) => this.asked.has(client));
  }

  /** What is left of somebody who was erased, though it must not be: whose session it is, the last word on that says. */
  left_of(standing: readonly Standing[]): string | null {
    const texts = standing.flatMap(({ raw, client_id }) =>
      raw === null ? [] : [{ ...text_of(raw), filed: client_id }],
    );
    const assigned = texts.filter(({ kind }) => kind === 'session_assigned').sort((a, b) => (a.id < b.id ? -1 : 1));
    const said = new Map(assigned.map(({ subject, body }) => [subject, body.client_id ?? null]));
    for (const { id, kind, subject, client_id, filed } of texts) {
      if (is_audit(kind)) continue;
      const whose = said.has(subject) ? [said.get(subject)] : [client_id, filed];
      const left = [subject, ...whose].find((each) => each && this.done.has(each));
      if (left) return `${kind} ${id} of ${subject}, which is ${left}'s`;
    }
    return null;
  }
}

/** The subjects that the log's words of erasures name. */
export function subjects_gone(standing: readonly Standing[]): Set<string> {
  const words = standing.flatMap(({ raw }) => (raw === null ? [] : [text_of(raw)]));
  return new Set(words.filter(({ kind }) => kind === 'client_erased').flatMap(({ body }) => body.subjects ?? []));
}

function text_of(raw: string): Text {
  return JSON.parse(raw) as Text;
}
