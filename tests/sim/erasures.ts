/**
 * Who was erased in a world, what may be gone with them, and what must be.
 *
 * Knows it from what people wrote alone, never from what the server says it erased: else it would believe a server that
 * erases too much.
 */
import { is_audit } from '../../pwa/src/core/audit';
import { is_impossible } from './people';

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

interface Filed extends Text {
  filed: string | null;
}

/** What a server's list of erasures knows, which no log says. */
export interface Remembered {
  heard: Map<string, Map<string, Text>>;
  others: Map<string, Map<string, Text>>;
}

export class Erasures {
  /** Somebody asked for it: it may have come to the server. */
  readonly asked = new Set<string>();
  /** The server has answered that it is done. */
  readonly done = new Set<string>();
  /** Everybody whose any session or document was ever said to be. */
  readonly #named = new Map<string, Set<string>>();
  /** Every word on whose a session is that anybody ever wrote. */
  readonly #words: Text[] = [];
  /** The last word on each session that the server had since this client was to be erased. */
  #heard = new Map<string, Map<string, Text>>();
  /** Sessions that name an erased client and are somebody else's, with the last word on that, by both. */
  #others = new Map<string, Map<string, Text>>();
  /** Facts that go with no erasure of these clients, unless a later word says that their session is theirs. */
  readonly #stay = new Map<string, Map<string, Text>>();

  wrote(raw: string, by: string | null): void {
    const text = text_of(raw);
    const { id, kind, subject, client_id, body } = text;
    const named = this.#named.get(subject) ?? new Set([subject]);
    for (const client of [client_id, by, kind === 'session_assigned' ? body.client_id : null])
      if (client) named.add(client);
    this.#named.set(subject, named);
    if (kind === 'session_assigned') this.#words.push(text);
    // What their own phone writes of it late may never get in.
    const others = [...(this.#others.get(subject) ?? [])].filter(([client]) => client !== by);
    if (others.length > 0 && !is_impossible(raw)) this.#stay.set(id, new Map(others));
  }

  /**
   * What stands on the server now. Where it has erased somebody who is named in a session that is another's by the last
   * word, it knows that from now on, whatever is put in its place: the session stays, and so does what is written of it.
   */
  stands(standing: readonly Standing[]): void {
    const texts = texts_in(standing);
    const said = said_last(texts);
    for (const client of this.asked)
      for (const [subject, word] of said)
        put(this.#heard, client, subject, later(word, this.#heard.get(client)?.get(subject)));
    const erased = texts.filter(({ kind }) => kind === 'client_erased').map(({ body }) => body.client_id ?? '');
    for (const client of new Set(erased))
      for (const subject of subjects_naming(client, texts)) {
        const last = said.get(subject);
        const word = last && later(last, this.#others.get(subject)?.get(client));
        const whose = word?.body.client_id ?? null;
        if (word === undefined || (whose !== null && this.asked.has(whose))) continue;
        put(this.#others, subject, client, word);
        for (const { id } of texts.filter((text) => text.subject === subject)) put(this.#stay, id, client, word);
      }
  }

  /** What the log says is done, whoever did it: an erasure that was begun goes on when the server starts again. */
  says(standing: readonly Standing[]): void {
    for (const { kind, body } of texts_in(standing)) if (kind === 'client_erased') this.done.add(body.client_id ?? '');
  }

  answered(path: string, status: number): void {
    const client = /^\/api\/clients\/([^/]+)\/erase$/.exec(path)?.[1];
    if (client !== undefined && status === 200) this.done.add(client);
  }

  remembered(): Remembered {
    return { heard: copied(this.#heard), others: copied(this.#others) };
  }

  /** The list went with its disk: what a file said is all that is known now, of those whom it names. */
  fall_back({ heard, others }: Remembered, erased: readonly string[]): void {
    [this.#heard, this.#others] = [copied(heard), copied(others)];
    for (const words of this.#stay.values())
      for (const [client, { subject }] of words) if (!others.get(subject)?.has(client)) words.delete(client);
    this.done.clear();
    for (const client of erased) this.done.add(client);
  }

  /** May what is written of this be gone? */
  may_be_gone(raw: string): boolean {
    const { id, subject } = text_of(raw);
    return [...(this.#named.get(subject) ?? [])].some((client) => {
      const word = this.#stay.get(id)?.get(client);
      return this.asked.has(client) && (word === undefined || this.#is_taken_back(word, client));
    });
  }

  /** Does a later word say that the session is theirs all the same? */
  #is_taken_back({ id, subject }: Text, client: string): boolean {
    return this.#words.some((word) => word.subject === subject && word.id > id && word.body.client_id === client);
  }

  /** What is left of somebody who was erased, though it must not be: whose session it is, the last word on that says. */
  left_of(standing: readonly Standing[]): string | null {
    const texts = texts_in(standing);
    const said = said_last(texts);
    for (const { id, kind, subject, client_id, filed } of texts) {
      if (is_audit(kind)) continue;
      const left = [...this.done].find((client) => {
        const heard = this.#heard.get(client)?.get(subject);
        const last = said.get(subject) ?? heard;
        const whose = last ? [later(last, heard).body.client_id] : [client_id, filed];
        return [subject, ...whose].includes(client);
      });
      if (left) return `${kind} ${id} of ${subject}, which is ${left}'s`;
    }
    return null;
  }
}

/** The subjects of facts that name this client: filed under them, or said to be theirs. */
function subjects_naming(client: string, texts: readonly Filed[]): Set<string> {
  const naming = texts.filter(({ kind, client_id, filed, body }) =>
    [client_id, filed, kind === 'session_assigned' ? body.client_id : null].includes(client),
  );
  return new Set(naming.map(({ subject }) => subject));
}

/** The last word on whose each session is. */
function said_last(texts: readonly Text[]): Map<string, Text> {
  const said = new Map<string, Text>();
  for (const text of texts)
    if (text.kind === 'session_assigned') said.set(text.subject, later(text, said.get(text.subject)));
  return said;
}

function later(one: Text, other: Text | undefined): Text {
  return other && other.id > one.id ? other : one;
}

function copied(map: Map<string, Map<string, Text>>): Map<string, Map<string, Text>> {
  return new Map([...map].map(([key, words]) => [key, new Map(words)]));
}

function put(map: Map<string, Map<string, Text>>, one: string, other: string, word: Text): void {
  map.set(one, (map.get(one) ?? new Map<string, Text>()).set(other, word));
}

function texts_in(standing: readonly Standing[]): Filed[] {
  return standing.flatMap(({ raw, client_id }) => (raw === null ? [] : [{ ...text_of(raw), filed: client_id }]));
}

/** The subjects that the log's words of erasures name. */
export function subjects_gone(standing: readonly Standing[]): Set<string> {
  return new Set(
    texts_in(standing)
      .filter(({ kind }) => kind === 'client_erased')
      .flatMap(({ body }) => body.subjects ?? []),
  );
}

function text_of(raw: string): Text {
  return JSON.parse(raw) as Text;
}
