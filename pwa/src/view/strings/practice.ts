/** Words of a client's page and of what was done to the practice. */
import type { AuditEntry, AuditKind } from '../../core/audit';
import { number_text } from '../../core/format';

const facts_of = (count: number) => (count === 1 ? '1 fact' : `${number_text(count)} facts`);

export const client = {
  open: (name: string) => `About ${name}`,
  unknown_title: 'Not on this device',
  unknown: 'This device holds nothing of such a client.',
  sessions: (count: number) =>
    count === 0 ? 'No session yet.' : count === 1 ? '1 session on this device.' : `${count} sessions on this device.`,
  id: (id: string) => `Called on the server’s command line: ${id}`,
  phone: 'Their own phone',
  phone_lead:
    'With a code for this client their phone keeps sessions alone and sends them here. It never sees anybody else.',
  phone_code: 'Code for their phone',
  offline: 'The server cannot be reached. Connect to its network, and try again.',
  erase: 'Erase',
  erase_lead: 'Takes everything about this person off the server and off every device of the practice.',
  erase_open: (name: string) => `Erase ${name}`,
  erase_title: (name: string) => `Erase ${name} for good?`,
  erase_goes: (sessions: number) =>
    sessions === 0
      ? 'The name goes, and all that is kept of them:'
      : `The name goes, and ${sessions === 1 ? '1 session' : `${sessions} sessions`} with it:`,
  erase_all: 'The name goes, and all sessions with it, also those that are not on this device:',
  erase_lines: [
    'Holds, pain ratings, answers, drawings and notes.',
    'On this device at once, on others as soon as they reach the server.',
    'Their own phone is removed from the practice.',
    'Backups made before hold it until newer ones take their place, other copies until somebody deletes them; one that is put back forgets it again.',
  ],
  erase_sure: 'There is no way back, and I am sure.',
  erase_confirm: 'Erase for good',
  erasing: 'Erasing.',
  erased: 'Erased',
  erased_lead: (facts: number, devices: number) =>
    `${facts_of(facts)} gone from the server${devices === 0 ? '' : devices === 1 ? ', and 1\u00a0device removed' : `, and ${devices} devices removed`}.`,
  failed: {
    offline: 'Whether it was erased is not known: no answer came from the server. Erasing again does no harm.',
    'not-owner': 'Nothing was erased: only the owner’s device may.',
  },
} as const;

type Said = Record<AuditKind, (entry: AuditEntry) => string>;

/** What no erasure takes away names no client's device ([U5]). */
const PHONE = 'a client’s phone';
const PHONE_FIRST = 'A client’s phone';

const said: Said = {
  device_paired: ({ device_name, role }) =>
    device_name ? `${device_name} was paired as ${role}.` : `${PHONE_FIRST} was paired.`,
  device_renamed: ({ device_name, before }) =>
    device_name ? `${before} is called ${device_name} now.` : `${PHONE_FIRST} was given another name.`,
  device_revoked: ({ device_name }) => `${device_name || PHONE_FIRST} was removed.`,
  handover_taken: ({ device_name, facts }) => `Taken into the record from ${device_name || PHONE}: ${facts_of(facts)}.`,
  handover_discarded: ({ device_name, facts }) => `Discarded from ${device_name || PHONE}: ${facts_of(facts)}.`,
  practice_exported: ({ facts }) => `The practice was exported: ${facts_of(facts)}.`,
  practice_imported: ({ facts }) => `A file was imported: ${facts_of(facts)} new.`,
  practice_restored: ({ facts }) => `A backup was put back: ${facts_of(facts)}.`,
  client_erased: ({ facts }) => `A client was erased: ${facts_of(facts)} gone.`,
};

export const audit = {
  title: 'What was done',
  lead: 'Written by the server itself, newest first. Nobody can change it.',
  empty: 'Nothing yet. Pairing, removing, exporting and erasing will stand here.',
  not_owner: 'Only the owner’s device can see this page.',
  by: (device: string) => `from ${device}`,
  by_server: 'on the server itself',
  by_removed: 'from a device that is gone',
  said,
} as const;
