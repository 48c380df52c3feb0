/**
 * THE CATALOGUE: every word the app shows or says, by room. Here what a first load needs; the rooms
 * that are fetched after it have theirs in strings-rooms.ts.
 *
 * Plain names first, one word for one thing, and nothing that promises, praises or hurries.
 */
import { common } from './strings/common';
import { library } from './strings/library';
import { sync } from './strings/sync';

export const T = { common, library, sync } as const;
