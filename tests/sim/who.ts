/** What a device is to the practices of its server, and what its person wants it to be. */
import type { Paired, Role } from '../../pwa/src/wire.gen';
import type { Image } from './disk';
import { command } from './line';

/** `place`: which practice of the server, the one of this world first. */
export interface Who {
  place: number;
  role: Role;
  client_id: string | null;
}

/** All that a device is at some time: what lies on its disk, and what its person and its practices take it for. */
export interface Copy {
  image: Image;
  is: Who;
  was: ReadonlyMap<number, Who>;
  cookie: string | null;
  seen: ReadonlySet<string>;
}

/** A code that somebody has; not good any more once the log or the device was put back. */
export interface Code {
  text: string;
  is_good: boolean;
}

/** All codes that were ever made for a device: one may be on its way while its person has turned to another wish. */
export class Codes {
  readonly #made: Code[] = [];

  made_for({ place, role, client_id }: Who): Code {
    const { code } = command<{ code: string }>('code', { place, role, client_id });
    const made = { text: code, is_good: true };
    this.#made.push(made);
    return made;
  }

  /** The log, or the device, was put back: none of before need lead on any more ([Sim 10]). */
  lapse(): void {
    for (const code of this.#made) code.is_good = false;
  }
}

/** What it is to become, with the code for it once there is one. */
export interface Wish extends Who {
  code: Code | null;
}

export function who_of({ practice_id, role, client_id }: Paired, practices: readonly string[]): Who {
  return { place: practices.indexOf(practice_id), role, client_id };
}

export function is_same(one: Who, other: Who): boolean {
  return (['place', 'role', 'client_id'] as const).every((name) => one[name] === other[name]);
}

/** Where it becomes the one after having been the other: must what it holds of that practice be gone by then? */
export function lets_go(was: Who, next: Who): boolean {
  if (next.role !== 'client') return false;
  return was.role !== 'client' || (was.place === next.place && was.client_id !== next.client_id);
}
