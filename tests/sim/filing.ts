/**
 * Whose a session is in a world, and so whose phone is shown it.
 *
 * Knows it from what people wrote, by the last word on each session that the log holds, never from where the server filed
 * anything: else it would believe a server that files wrongly.
 */
import { is_audit } from '../../pwa/src/core/audit';
import { OF_PROTOCOLS } from './protocols';
import type { Dump, Held } from './reading';

/** Kinds that are of no session: nobody's word on a session moves them. */
const OF_NO_SESSION = ['client_saved', ...OF_PROTOCOLS];

interface Word {
  id: string;
  kind: string;
  subject: string;
  body: { client_id?: string | null };
}

/** Every word on a session that anybody ever wrote, by session. */
export class Words {
  readonly #written = new Map<string, Word[]>();

  wrote(raw: string): void {
    const word = JSON.parse(raw) as Word;
    if (word.kind !== 'session_assigned') return;
    this.#written.set(word.subject, [...(this.#written.get(word.subject) ?? []), word]);
  }

  /** Whose every fact of this log is. */
  of(dump: Dump): Whose {
    const last = new Map<string, Word>();
    for (const { raw } of dump.facts) {
      const word = raw === null ? null : (JSON.parse(raw) as Word);
      if (word?.kind !== 'session_assigned') continue;
      if ((last.get(word.subject)?.id ?? '') < word.id) last.set(word.subject, word);
    }
    return new Whose(last, this.#written);
  }
}

export class Whose {
  readonly #last: ReadonlyMap<string, Word>;
  readonly #written: ReadonlyMap<string, readonly Word[]>;

  constructor(last: ReadonlyMap<string, Word>, written: ReadonlyMap<string, readonly Word[]>) {
    this.#last = last;
    this.#written = written;
  }

  /** The client of whom this is by the last word on its session; undefined: there is none, or it is of no session. */
  said({ raw, client_id }: Held): string | null | undefined {
    if (raw === null) return undefined;
    const { kind, subject } = JSON.parse(raw) as Word;
    if (is_audit(kind) || OF_NO_SESSION.includes(kind)) return undefined;
    const last = this.#last.get(subject);
    // The list of erasures remembers words that a log which was put back lacks, and may hold again at any time.
    const is_remembered = ({ id, body }: Word) => id > (last?.id ?? '') && (body.client_id ?? null) === client_id;
    if (this.#written.get(subject)?.some(is_remembered)) return client_id;
    return last && (last.body.client_id ?? null);
  }

  /** The client whose phones are shown it. */
  shown_to(fact: Held): string | null {
    const said = this.said(fact);
    return said === undefined ? fact.client_id : said;
  }
}
