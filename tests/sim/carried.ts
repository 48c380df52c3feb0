/**
 * A practice as a file, out of a server and into one. What must be true of it, [Sim 13], stands in oracle.ts.
 */
import type { FakeRandom } from '../pwa/support/fakes';
import type { Erasures, Remembered } from './erasures';
import { command } from './line';
import type { Oracle } from './oracle';
import { Broken, type Dump } from './reading';

/** A file of each practice of the server, from one moment. */
export interface File {
  file: number;
  /** By practice, what is in it: facts, facts that wait for the owner, and the clients who were erased. */
  held: string[][];
  waiting: string[][];
  erased: string[];
  /** What of erasures was known when it was made. */
  remembered: Remembered;
}

/** How much was new to a server that took a file in, of every practice; and what a second time did. */
interface CarriedIn {
  devices: number;
  versions: number;
  facts: number;
  handovers: number;
  erased: number;
  clashes: number;
  again: string;
}

/** A file is made, taken in where it came from, or takes the place of a disk that is lost; says what was done. */
export function carry(files: File[], random: FakeRandom, oracle: Oracle): string {
  const { erasures } = oracle;
  const dumps = () => oracle.dumps();
  const may_be_gone = (id: string) => oracle.may_be_gone(id);
  const [share, which] = [random.share(), random.share()];
  const file = files[Math.floor(which * files.length)];
  if (file === undefined || share < 0.3) {
    files.push(carried_out(dumps(), erasures));
    return 'a file was made';
  }
  const before = dumps();
  if (share < 0.65) {
    const { facts } = carried_in(file, dumps, may_be_gone);
    for (const client of file.erased) erasures.done.add(client);
    return `a file was taken in: ${facts} facts were new`;
  }
  moved(file, dumps, erasures, may_be_gone);
  oracle.log_replaced(before);
  return `another server began with a file: ${before[0]?.facts.length} facts were there`;
}

/** Makes a file, which has to hold all that there is. */
function carried_out(dumps: readonly Dump[], erasures: Erasures): File {
  const file = { ...command<Omit<File, 'remembered'>>('carry_out'), remembered: erasures.remembered() };
  for (const [place, dump] of dumps.entries()) {
    const texts = dump.facts.filter(({ raw }) => raw !== null).map(({ id }) => id);
    check_same('facts', texts, file.held[place]);
    check_same('hand-overs', dump.waiting, file.waiting[place]);
  }
  const forgotten = [...erasures.done].find((client) => !file.erased.includes(client));
  if (forgotten) throw new Broken(`[Sim 13] the file forgets that ${forgotten} was erased`);
  return file;
}

function check_same(what: string, there: readonly string[], in_file: readonly string[] = []): void {
  const [one, other] = [[...there].sort(), [...in_file].sort()];
  if (one.join() !== other.join()) throw new Broken(`[Sim 13] the file holds ${other.length} of ${one.length} ${what}`);
}

/** Takes a file in beside what there is: nothing of that changes, and what was lost of the file is there again. */
function carried_in(file: File, dumps: () => Dump[], may_be_gone: (id: string) => boolean): CarriedIn {
  const before = dumps();
  const done = command<CarriedIn>('carry_in', { file: file.file });
  const after = dumps();
  for (const [place, dump] of before.entries()) {
    const now = after[place] as Dump;
    if (now.epoch !== dump.epoch) throw new Broken('[Sim 13] a log began anew by what was taken in');
    for (const [at, fact] of dump.facts.entries()) {
      const { id, raw, chain } = now.facts[at] ?? fact;
      const is_kept = raw === fact.raw || (raw === null && may_be_gone(id));
      if (at >= now.facts.length || id !== fact.id || chain !== fact.chain || !is_kept)
        throw new Broken(`[Sim 13] position ${fact.pos} is another one by what was taken in`);
    }
    check_held(file, place, now, may_be_gone);
  }
  const { again, clashes: _, ...counts } = done;
  const is_new = Object.values(counts).some((count) => count > 0);
  if (!is_new && JSON.stringify(before) !== JSON.stringify(after))
    throw new Broken('[Sim 13] nothing was new in what was taken in, and all the same something has changed');
  if (again) throw new Broken(`[Sim 13] ${again}`);
  return done;
}

/** The disk is lost; another server begins with a file alone. */
function moved(file: File, dumps: () => Dump[], erasures: Erasures, may_be_gone: (id: string) => boolean): void {
  const { again } = command<CarriedIn>('move', { file: file.file });
  erasures.fall_back(file.remembered, file.erased);
  for (const [place, dump] of dumps().entries()) check_held(file, place, dump, may_be_gone);
  if (again) throw new Broken(`[Sim 13] ${again}`);
}

function check_held(file: File, place: number, dump: Dump, may_be_gone: (id: string) => boolean): void {
  const held = new Map(dump.facts.map(({ id, raw }) => [id, raw]));
  const waiting = new Set(dump.waiting);
  for (const id of [...(file.held[place] ?? []), ...(file.waiting[place] ?? [])]) {
    const is_there = typeof held.get(id) === 'string' || waiting.has(id) || may_be_gone(id);
    if (!is_there) throw new Broken(`[Sim 13] ${id} was in the file that was taken in, and is not held`);
  }
}
