/**
 * Protocol versions by digest: those of past sessions for the history, and those of the library ahead of need.
 *
 * A text is believed only when its SHA-256 is the digest it was asked by.
 */
import { signal } from '@preact/signals';
import { digest_of } from '../core/fact';
import type { Database } from '../shell/database';
import type { LibraryText, Server } from '../shell/server';
import type { ProtocolVersion } from '../wire.gen';

export class Versions {
  readonly versions = signal<Record<string, ProtocolVersion | 'loading' | 'unknown'>>({});
  readonly #database: Database;
  readonly #server: Server;

  /** What the practice saved itself, by digest. */
  readonly #saved: (digest: string) => string | null;

  constructor(database: Database, server: Server, saved: (digest: string) => string | null) {
    this.#saved = saved;
    this.#database = database;
    this.#server = server;
  }

  /** Brings a version to `versions`: from the device, else from the server. Asks again for one that was not found. */
  async show(digest: string): Promise<void> {
    const known = this.versions.peek()[digest];
    if (known !== undefined && known !== 'unknown') return;
    this.#put(digest, 'loading');
    const kept = await this.#database.version(digest).catch(() => undefined);
    const own = kept ? null : await this.#kept(digest, this.#saved(digest) ?? '');
    this.#put(digest, kept?.version ?? own ?? (await this.#fetched(digest)) ?? 'unknown');
  }

  /**
   * Keeps the texts of the library's versions, so that a session started offline later runs the very text of its digest:
   * put together here, since the library has said all of it; asked of the server only where that gives another digest.
   */
  async prepare({ library, text }: LibraryText): Promise<void> {
    const proven = await this.#database.proven_versions().catch(() => null);
    if (proven === null) return;
    // Not a part of the first load. Where it cannot be had any more, the server has the texts too.
    const texts = await import('../core/texts').then(
      (module) => module.version_texts(library, text),
      () => [],
    );
    for (const [i, { digest }] of library.protocols.entries()) {
      if (proven.has(digest)) continue;
      const kept = (await this.#kept(digest, texts[i] ?? '')) ?? (await this.#fetched(digest));
      if (kept === null) return;
    }
  }

  /** The version as the server published it, where its text is on the device: out of that text, and of no other. */
  async proven(digest: string): Promise<ProtocolVersion | null> {
    const { text } = (await this.#database.version(digest).catch(() => undefined)) ?? {};
    return text && digest_of(text) === digest ? (JSON.parse(text) as ProtocolVersion) : null;
  }

  async #fetched(digest: string): Promise<ProtocolVersion | null> {
    const reply = await this.#server.version(digest);
    return reply.kind === 'ok' ? await this.#kept(digest, reply.value) : null;
  }

  /** The version of a text that proves to be the digest's, kept from now on; null for any other text. */
  async #kept(digest: string, text: string): Promise<ProtocolVersion | null> {
    if (digest_of(text) !== digest) return null;
    const version = JSON.parse(text) as ProtocolVersion;
    await this.#database.keep_version({ digest, version, text }).catch(() => {});
    return version;
  }

  #put(digest: string, version: ProtocolVersion | 'loading' | 'unknown'): void {
    this.versions.value = { ...this.versions.peek(), [digest]: version };
  }
}
