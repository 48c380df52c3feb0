/**
 * Protocol versions by digest: those of past sessions for the history, and those of the library ahead of need.
 *
 * A text is believed only when its SHA-256 is the digest it was asked by.
 */
import { signal } from '@preact/signals';
import { digest_of } from '../core/fact';
import type { KeptVersion } from '../shell/schema';
import type { LibraryText } from '../shell/server';
import type { ProtocolVersion } from '../wire.gen';
import type { World } from './world';

type Part = Pick<World, 'database' | 'server' | 'presence' | 'shelf'>;

export class Versions {
  readonly versions = signal<Record<string, ProtocolVersion | 'loading' | 'unknown'>>({});
  readonly #world: Part;
  /** What the practice saved itself, by digest. */
  readonly #saved: (digest: string) => string | null;

  constructor(world: Part, saved: (digest: string) => string | null) {
    this.#world = world;
    this.#saved = saved;
  }

  /** Brings a version to `versions`: from the device, else from the server. Asks again for one that was not found. */
  async show(digest: string): Promise<void> {
    const known = this.versions.peek()[digest];
    if (known !== undefined && known !== 'unknown') return;
    this.#put(digest, 'loading');
    const kept = await this.#world.database.version(digest).catch(() => undefined);
    const own = kept ? null : await this.#kept(digest, this.#saved(digest) ?? '');
    this.#put(digest, (kept && read_from(kept)) ?? own ?? (await this.#fetched(digest)) ?? 'unknown');
  }

  /**
   * Keeps the texts of the library's versions, so that a session started offline later runs the very text of its digest:
   * put together here, since the library has said all of it; asked of the server only where that gives another digest.
   */
  async prepare({ library, text }: LibraryText): Promise<void> {
    const proven = await this.#world.database.proven_versions().catch(() => null);
    if (proven === null) return;
    const missing = library.protocols.flatMap(({ digest }) => (proven.has(digest) ? [] : digest));
    if (missing.length === 0) return;
    // Where it cannot be made here, the server has the texts too.
    const texts = await this.#world.shelf.texts(text, missing).catch((): Record<string, string> => ({}));
    for (const digest of missing) {
      await this.#world.presence.turn();
      const made = texts[digest];
      if (made !== undefined) await this.#world.database.keep_version(digest, made).catch(() => {});
      else if ((await this.#fetched(digest)) === null) return;
    }
  }

  /** The version as the server published it, where its text is on the device: out of that text, and of no other. */
  async proven(digest: string): Promise<ProtocolVersion | null> {
    const { text } = (await this.#world.database.version(digest).catch(() => undefined)) ?? {};
    return text && digest_of(text) === digest ? (JSON.parse(text) as ProtocolVersion) : null;
  }

  async #fetched(digest: string): Promise<ProtocolVersion | null> {
    const reply = await this.#world.server.version(digest);
    return reply.kind === 'ok' ? await this.#kept(digest, reply.value) : null;
  }

  /** The version of a text that proves to be the digest's, kept from now on; null for any other text. */
  async #kept(digest: string, text: string): Promise<ProtocolVersion | null> {
    if (digest_of(text) !== digest) return null;
    await this.#world.database.keep_version(digest, text).catch(() => {});
    return JSON.parse(text) as ProtocolVersion;
  }

  #put(digest: string, version: ProtocolVersion | 'loading' | 'unknown'): void {
    this.versions.value = { ...this.versions.peek(), [digest]: version };
  }
}

function read_from({ version, text }: KeptVersion): ProtocolVersion | null {
  return version ?? (text === null ? null : (JSON.parse(text) as ProtocolVersion));
}
