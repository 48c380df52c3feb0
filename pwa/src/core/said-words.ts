/**
 * What somebody types about a pain, word by word: which words tell something, and which words of others they stand for. Pure.
 *
 * Owns the lists of common and of alarming words, and how far a slip of the keys may be from what was meant [K9]. Must never
 * take a word that is known for another one.
 */

/** Said about any pain, so that they tell nothing apart. */
const COMMON = new Set(
  (
    'a ache aches aching all am an and are at bad be been can cant cannot do does down feel feels for from get gets go goes ' +
    'going got had has have having hurt hurting hurts i if im in into is it its ive killing left like lot me mine my of on ' +
    'one or over pain painful pains really right side so some something sore that the there this to too up very was went ' +
    'when whenever while with'
  ).split(' '),
);

/** What cannot wait often has one of these in it: for a red flag that they stand in, they count twice. */
export const ALARMING: ReadonlySet<string> = new Set(
  (
    'bladder blood blue blurred breath breathe breathless breathing bowel cancer clot collapsed concussion confused crash ' +
    'dizziness dizzy double droop drooping faint faintness fall fell fever heart knock meningitis numb numbness paralysed ' +
    'pee speech stool stroke swollen thunderclap tingling unsteady urine vision weak weaker weakness worst'
  ).split(' '),
);

/** A word that was said, as every word it may stand for. */
export type Meant = readonly string[];

export function words_of(text: string): string[] {
  const plain = text.normalize('NFD').replace(/[\u0300-\u036f'’]/g, '');
  return plain.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** The words of a search that tell complaints apart; the common ones only where there is nothing else. */
export function telling_words(search: string, known: ReadonlySet<string>): Meant[] {
  const said = [...new Set(words_of(search))];
  const meant = (words: readonly string[]) =>
    words.map((word) => meant_by(word, known)).filter(({ length }) => length > 0);
  const telling = meant(said.filter((word) => !COMMON.has(word)));
  return telling.length > 0 || said.some((word) => !COMMON.has(word)) ? telling : meant(said);
}

/** Itself where somebody uses it; else the words that a slip or two of the keys away somebody does; else none. */
function meant_by(word: string, known: ReadonlySet<string>): Meant {
  if (is_said([word], [...known])) return [word];
  const slips = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  const near = [...known].filter((each) => each.length > 3 && each[0] === word[0] && !COMMON.has(each));
  for (let most = 1; most <= slips; most += 1) {
    const found = near.filter((each) => slips_between(word, each) <= most);
    if (found.length > 0) return found;
  }
  return [];
}

/** A word that is begun counts, and so does one with another ending: "shoulders", "shoulder". */
export function is_said(meant: Meant, words: readonly string[]): boolean {
  return meant.some((word) =>
    words.some((each) => each === word || (word.length > 2 && each.startsWith(word)) || is_ending(word, each)),
  );
}

function is_ending(word: string, each: string): boolean {
  return each.length > 3 && word.startsWith(each) && word.length - each.length <= 3;
}

/** How many keys were left out, added, taken for another or changed round between two words. */
function slips_between(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, at: number) => rows[row]?.[at] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, cell(i - 2, j - 2) + 1);
      row.push(least);
    }
  }
  return cell(a.length, b.length);
}
