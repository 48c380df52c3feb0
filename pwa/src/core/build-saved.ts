/**
 * The practice's own protocols, as a fold over the facts that save them and put them away.
 *
 * Pure. Must never change a fact, and never show a text that is not what its digest says.
 *
 *  [B7] A version that was edited gives way to what replaces it; two edits of one version both stay, newest first.
 *  [B8] Putting away takes away the version it names and nothing beside it; what replaces that fact brings it back.
 *  [B9] A text counts only when it is its digest's, for therapists, and of its own document.
 */
import type { ProtocolPutAway, ProtocolSaved, ProtocolVersion } from '../wire.gen';
import { digest_of } from './fact';
import type { KnownFact } from './history';

export interface OwnProtocol {
  /** Its address: the document for the newest version, the fact for one that stands beside it. */
  id: string;
  subject: string;
  /** The fact that the next version replaces. */
  replaces: string;
  digest: string;
  text: string;
  version: ProtocolVersion;
  saved_at: number;
  /** How many versions of this document stand side by side. */
  versions: number;
  is_put_away: boolean;
}

export const SAVED_KINDS: readonly string[] = ['protocol_saved', 'protocol_put_away'];

type Proven = Pick<OwnProtocol, 'digest' | 'text' | 'version'>;

/** Every protocol of the practice's own in the versions that count, the newest first. */
export function own_from(facts: readonly KnownFact[]): OwnProtocol[] {
  const by_id = new Map(facts.filter(({ kind }) => SAVED_KINDS.includes(kind)).map((fact) => [fact.id, fact]));
  const replaced = new Set([...by_id.values()].map(replaced_by));
  const by_subject = new Map<string, OwnProtocol[]>();
  for (const fact of by_id.values()) {
    if (replaced.has(fact.id)) continue;
    const found = own_protocol(fact, by_id);
    if (found !== null) by_subject.set(fact.subject, [...(by_subject.get(fact.subject) ?? []), found]);
  }
  return [...by_subject.values()].flatMap(standing).sort(newest_first);
}

/** [B7], [B8] Of one document: what was put away shows only where nothing else stands. */
function standing(versions: readonly OwnProtocol[]): OwnProtocol[] {
  const shown = versions.some((each) => !each.is_put_away) ? versions.filter((each) => !each.is_put_away) : versions;
  return [...shown]
    .sort(newest_first)
    .map((each, place) => ({ ...each, id: place === 0 ? each.subject : each.replaces, versions: shown.length }));
}

function own_protocol(fact: KnownFact, by_id: ReadonlyMap<string, KnownFact>): OwnProtocol | null {
  const saved = saved_before(fact, by_id);
  const proven = saved && proven_from(saved);
  if (!proven) return null;
  return {
    ...proven,
    id: fact.subject,
    subject: fact.subject,
    replaces: fact.id,
    saved_at: fact.at,
    versions: 1,
    is_put_away: fact.kind === 'protocol_put_away',
  };
}

/** The saved version a fact is, or that it put away. A forged chain that runs in a circle leads to none. */
function saved_before(fact: KnownFact, by_id: ReadonlyMap<string, KnownFact>): KnownFact | null {
  const seen = new Set<KnownFact>();
  let at: KnownFact | undefined = fact;
  while (at !== undefined && at.kind !== 'protocol_saved' && !seen.has(at)) {
    seen.add(at);
    at = by_id.get(replaced_by(at) ?? '');
  }
  return at?.kind === 'protocol_saved' && at.subject === fact.subject ? at : null;
}

function replaced_by({ body }: KnownFact): string | null {
  const { replaces } = body as ProtocolSaved | ProtocolPutAway;
  return typeof replaces === 'string' ? replaces : null;
}

/** What was proven of a fact once is so for good: facts never change. */
const proven_before = new WeakMap<KnownFact, { proven: Proven | null }>();

function proven_from(fact: KnownFact): Proven | null {
  const known = proven_before.get(fact) ?? { proven: read_proven(fact) };
  proven_before.set(fact, known);
  return known.proven;
}

/** [B9] */
function read_proven({ subject, body }: KnownFact): Proven | null {
  const { digest, version: text } = body as ProtocolSaved;
  if (typeof text !== 'string' || digest_of(text) !== digest) return null;
  try {
    const version = JSON.parse(text) as ProtocolVersion;
    const is_own = version.protocol.audience === 'therapist' && version.protocol.id === subject;
    return is_own ? { digest, text, version } : null;
  } catch {
    return null;
  }
}

function newest_first(a: OwnProtocol, b: OwnProtocol): number {
  return b.saved_at - a.saved_at || (a.replaces < b.replaces ? 1 : -1);
}
