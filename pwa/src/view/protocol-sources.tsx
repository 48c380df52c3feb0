/**
 * What the evidence rests on: who, when, what it found, and whether it was read for this.
 *
 * An address leads out of the app, by a press and in a page of its own; nothing of it is ever loaded ahead.
 */
import type { ProtocolVersion, Source } from '../wire.gen';
import { T } from './strings-rooms';

export function Sources({ version }: { version: ProtocolVersion }) {
  const { sources: keys } = version.condition.evidence;
  const sources = version.sources ?? [];
  // A version kept by an older app names its sources only.
  const unknown = keys.filter((key) => !sources.some((source) => source.key === key));
  if (keys.length === 0) return null;
  return (
    <>
      <h3 class="sources-title">{T.reading.sources_title}</h3>
      {sources.length > 0 && (
        <ul class="sources">
          {sources.map((source) => (
            <SourceEntry key={source.key} source={source} />
          ))}
        </ul>
      )}
      {unknown.length > 0 && <p class="small soft">{T.reading.sources(unknown)}</p>}
    </>
  );
}

function SourceEntry({ source }: { source: Source }) {
  const { address } = source;
  return (
    <li class="source">
      <p class="source-who numbers">
        {T.reading.source_who(source.authors, source.year)}{' '}
        <span class="tag">{source.is_read ? T.reading.is_read : T.reading.is_not_read}</span>
      </p>
      <p>{source.found}</p>
      <p class="small soft">
        {source.title}
        {address && !is_link(address) && `, ${address}`}
      </p>
      {address && is_link(address) && <Outside address={address} />}
    </li>
  );
}

function Outside({ address }: { address: string }) {
  return (
    <a
      class="outside small"
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={T.reading.outside_name(address)}
    >
      {address.replace(/^https?:\/\//, '')}
    </a>
  );
}

/** Content is text of somebody else: only an address of the web becomes a link. */
function is_link(address: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(address);
}
