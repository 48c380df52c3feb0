/**
 * Facts: written once as text, with an id, a place in their author's order, and a digest of the text's bytes.
 *
 * Owns how a fact becomes text and back. Must never serialise a fact a second time: the text is the fact.
 *
 *  [F1] A fact's digest is the SHA-256 of the UTF-8 bytes of its text, as written.
 *  [F2] Within an installation ids rise and `seq` has no gap, whatever its clock does.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { v7 } from 'uuid';
import type { KnownFact } from './history';

/** An installation and how far it has written. Read and written in the transaction that stores the facts. */
export interface Author {
  origin: string;
  seq: number;
  last_ms: number;
  /** Facts written in `last_ms` before the next one. */
  count: number;
}

/** What is to be written. `at` is when it happened, epoch milliseconds. */
export interface NewFact {
  kind: string;
  subject: string;
  client_id: string | null;
  at: number;
  body: object;
}

/** A fact with its text and the text's digest. */
export interface WrittenFact extends Omit<KnownFact, 'body'> {
  raw: string;
  digest: string;
}

/** Sixteen random bytes, fresh at each call. */
export type Random = () => Uint8Array;

/** SHA-256 of the text's UTF-8 bytes, in hex. */
export function digest_of(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Writes facts in order. Their ids rise within the installation even where its clock is set back. */
export function write_facts(
  facts: readonly NewFact[],
  author: Author,
  now_ms: number,
  random: Random,
): { facts: WrittenFact[]; author: Author } {
  let writer = author;
  const written = facts.map((fact) => {
    const ms = Math.max(Math.floor(now_ms), writer.last_ms);
    const count = ms === writer.last_ms ? writer.count + 1 : 0;
    writer = { origin: author.origin, seq: writer.seq + 1, last_ms: ms, count };
    return write_fact(fact, writer, random());
  });
  return { facts: written, author: writer };
}

/** A new id for a subject (a session, a client); it says when it was made and nothing else. */
export function new_id(now_ms: number, random: Random): string {
  return v7({ msecs: Math.floor(now_ms), random: random() });
}

/** The fact in a text, or null where the text is none. Kinds that are not known come through as they are. */
export function fact_from(raw: string): KnownFact | null {
  const value = value_from(raw);
  if (typeof value !== 'object' || value === null) return null;
  const { id, kind, subject, client_id, origin, seq, at, body } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof kind !== 'string' || typeof subject !== 'string') return null;
  if (typeof origin !== 'string' || typeof seq !== 'number' || typeof at !== 'number') return null;
  if (typeof body !== 'object' || body === null) return null;
  return { id, kind, subject, client_id: typeof client_id === 'string' ? client_id : null, origin, seq, at, body };
}

function value_from(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

function write_fact(fact: NewFact, author: Author, random: Uint8Array): WrittenFact {
  const id = v7({ msecs: author.last_ms, seq: author.count, random });
  const { kind, subject, client_id, at, body } = fact;
  const { origin, seq } = author;
  const raw = JSON.stringify({ id, kind, subject, client_id, origin, seq, at: Math.round(at), body });
  return { id, kind, subject, client_id, origin, seq, at: Math.round(at), raw, digest: digest_of(raw) };
}
