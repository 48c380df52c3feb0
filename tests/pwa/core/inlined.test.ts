/** The text of a version as the app puts it together, against the vectors that pin the server's. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digest_of } from '../../../pwa/src/core/fact';
import { version_from } from '../../../pwa/src/core/inlined';
import { version_texts } from '../../../pwa/src/core/texts';
import type { Library } from '../../../pwa/src/wire.gen';

interface Vectors {
  /** The text that the server answers with. */
  library: string;
  versions: { digest: string; text: string }[];
}

const { library: text, versions } = JSON.parse(
  readFileSync(new URL('../../vectors/versions.json', import.meta.url), 'utf8'),
) as Vectors;
const library = JSON.parse(text) as Library;

test('each version is the text that the server published, byte for byte', () => {
  expect([...version_texts(library, text)]).toEqual(versions.map((version) => version.text));
});

test('its digest is the one that the library states', () => {
  expect([...version_texts(library, text)].map(digest_of)).toEqual(library.protocols.map(({ digest }) => digest));
});

test('the version as objects says the same', () => {
  const objects = library.protocols.map((entry) => version_from(library, entry));
  expect(objects).toEqual(versions.map((version) => JSON.parse(version.text)));
});

test('a library written in another manner gives another digest, and breaks nothing', () => {
  for (const odd of [JSON.stringify(library, null, 1), JSON.stringify(library), '[]', '', '{"points":']) {
    const [first] = version_texts(library, odd);
    expect(digest_of(first ?? '') === library.protocols[0]?.digest).toBe(false);
  }
});

test('a library without sources, from an older server, gives versions without them', () => {
  const older = `${text.slice(0, text.lastIndexOf(',"sources":['))}}`;
  const bare = JSON.parse(older) as Library;
  expect(bare.sources).toBeUndefined();
  const objects = bare.protocols.map((entry) => version_from(bare, entry));
  expect([...version_texts(bare, older)].map((each) => JSON.parse(each))).toEqual(objects);
  expect(objects.every((version) => version !== null && !('sources' in version))).toBe(true);
});
