/** The line to the server's process: a command, and its answer, one at a time. Nothing else happens meanwhile. */
import { readSync, writeSync } from 'node:fs';

import { Broken } from './reading';

const NEWLINE = 10;
/** Read into again and again: a fresh one for each answer would have to be cleared away. */
const chunk = Buffer.alloc(1 << 18);
let rest = Buffer.alloc(0);

/** Gives a command and waits for the answer. [Sim 6]: one that finds the server's file damaged says so in its place. */
export function command<T>(what: string, words: object = {}): T {
  say(JSON.stringify({ do: what, ...words }));
  const answer = JSON.parse(heard());
  if (answer.fault) throw new Broken(`[Sim 6] ${answer.fault}`);
  return answer as T;
}

/** Prints a line of the trace: what does not begin with a brace is no command. */
export function say(text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

function heard(): string {
  for (;;) {
    const end = rest.indexOf(NEWLINE);
    if (end >= 0) {
      const line = rest.subarray(0, end).toString();
      rest = rest.subarray(end + 1);
      return line;
    }
    const count = readSync(0, chunk);
    if (count === 0) process.exit(3);
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
  }
}
