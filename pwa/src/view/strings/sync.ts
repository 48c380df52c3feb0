/** Words of the sync line: how much the server is proven to hold, and why not all. */
import { number_text } from '../../core/format';

export const sync = {
  on_server: (on_server: number, written: number) => `${on_server} of ${written} on the server`,
  nothing: 'Nothing to send yet.',
  unpaired: 'Not paired. Kept on this device.',
  waiting: 'waiting for network',
  trying_again: 'The server could not keep it yet. Trying again.',
  put_off: {
    day: 'It takes only so much a day: the rest waits here and goes by itself.',
    disk: 'Its disk is full: the rest waits here and goes by itself once there is room.',
  },
  syncing: 'sending',
  progress: (read: number, of: number) => `Reading the record: ${number_text(read)} of ${number_text(of)}`,
  refused: (why: string) => `refused: ${why}`,
  refused_title: 'Refused by the server, kept here:',
  refused_lead:
    'Nothing of it is lost: it stays on this device, and goes along in the file of unsent facts. It is not sent again by itself; Sync now offers it once more.',
  refused_fact: (kind: string, title: string, detail: string) =>
    `${kind.replaceAll('_', ' ')}: ${title}${detail === '' ? '' : ` (${detail})`}`,
  unsent: (count: number) => (count === 1 ? '1 fact not on the server' : `${count} facts not on the server`),
  signed_out: (waiting: number) =>
    `This device has to be paired again.${waiting === 0 ? '' : waiting === 1 ? ' 1 fact waits.' : ` ${waiting} facts wait.`}`,
  revoked: 'this device was removed by the owner',
  handed_over: (count: number) =>
    `This device was removed by the owner. What it had not sent waits for the owner: ${count === 1 ? '1 fact' : `${count} facts`}.`,
  export: 'Save unsent facts as a file',
  pair: 'Pair',
  now: 'Sync now',
} as const;
