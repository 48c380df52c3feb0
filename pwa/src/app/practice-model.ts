/** What the owner's pages of a practice may show, and what a person may ask for there. Types only, beside model.ts. */
import type { ReadonlySignal } from '@preact/signals';
import type { AuditEntry } from '../core/audit';
import type { Code, Device, RemovedDevice, Role } from '../wire.gen';

/** A client's own page, and the list of what was done to the practice. */
export type PracticeRoute = { screen: 'audit' } | { screen: 'client'; id: string };

export interface DevicesState {
  /** `signed-out`: the server no longer knows this device. */
  state: 'loading' | 'ready' | 'offline' | 'not-owner' | 'signed-out';
  devices: Device[];
  /** Removed devices whose unsent facts wait for the owner's word. */
  removed: RemovedDevice[];
  /** The code just made, shown as text and QR until it expires. */
  code: Code | null;
  /** What the device is called that has just been paired by the code; the code is gone with it. Empty: none has. */
  came: string;
  /** The link of the code leads to this computer and works nowhere else. */
  is_local_only: boolean;
  /** A code for a client's own phone can be made: every browser trusts the server's address as it comes. */
  is_for_clients: boolean;
  /** Why the last change was not made, as the server said; empty where it was. */
  failure: string;
}

/** What became of erasing a client. */
export type ErasingState =
  | { state: 'idle' }
  | { state: 'erasing'; client_id: string }
  /** So many facts are gone from the server, and so many devices of the client were removed. */
  | { state: 'erased'; client_id: string; facts: number; devices: number }
  | { state: 'failed'; client_id: string; why: 'offline' | 'not-owner' | 'other'; detail: string };

export type PracticeIntent =
  | { type: 'code_wanted'; role: Role; client_id?: string }
  | { type: 'device_renamed'; device_id: string; device_name: string }
  | { type: 'device_removed'; device_id: string }
  | { type: 'handover_decided'; device_id: string; take: boolean }
  | { type: 'client_erased'; client_id: string };

export interface PracticeModel {
  devices: ReadonlySignal<DevicesState>;
  erasing: ReadonlySignal<ErasingState>;
  /** Newest first. */
  audit: ReadonlySignal<AuditEntry[]>;
}
