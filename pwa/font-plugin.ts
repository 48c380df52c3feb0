/**
 * Cuts the app's letters down to what tokens.css says of them: the characters of its `unicode-range`, the weights from its
 * `font-weight`. All else, and the letters of other scripts in a name, come from the device's own fonts.
 *
 * Runs before anything is loaded, and leaves the file where tokens.css and index.html look for it. Kerning, tabular digits
 * and everything else that those characters need stay as drawn.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import subset from 'subset-font';
import type { Plugin } from 'vite';

const NAME = 'atkinson-hyperlegible-next-latin-wght-normal.woff2';
const APP = fileURLToPath(new URL('.', import.meta.url));
const WHOLE = `${APP}node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/${NAME}`;
const STYLE = `${APP}src/view/css/tokens.css`;
const FOLDER = `${APP}node_modules/.font`;

export function font(): Plugin {
  return {
    name: 'font',
    async buildStart() {
      const { text, min, max } = face_from(readFileSync(STYLE, 'utf8'));
      const cut = await subset(readFileSync(WHOLE), text, {
        targetFormat: 'woff2',
        variationAxes: { wght: { min, max } },
      });
      mkdirSync(FOLDER, { recursive: true });
      // In one move: another build may be reading it.
      writeFileSync(`${FOLDER}/${process.pid}`, cut);
      renameSync(`${FOLDER}/${process.pid}`, `${FOLDER}/${NAME}`);
    },
  };
}

/** The characters and the weights of the style's one @font-face. */
function face_from(style: string): { text: string; min: number; max: number } {
  const [, min, max] = /font-weight: (\d+) (\d+);/.exec(style) ?? [];
  const [, listed] = /unicode-range:([^;]+);/.exec(style) ?? [];
  if (min === undefined || max === undefined || listed === undefined)
    throw new Error('tokens.css: its @font-face must say `font-weight: LEAST MOST;` and `unicode-range: ...;`');
  const text = listed.split(',').map(characters_in).join('');
  return { text, min: Number(min), max: Number(max) };
}

/** "U+0041-0043" -> "ABC" */
function characters_in(range: string): string {
  const [first = '', last = first] = range.trim().replace('U+', '').split('-');
  const codes = [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
  const count = codes[1] - codes[0] + 1;
  if (!(count > 0)) throw new Error(`tokens.css: "${range.trim()}" is no range of characters, like U+0041-005A`);
  return String.fromCodePoint(...Array.from({ length: count }, (_, i) => codes[0] + i));
}
