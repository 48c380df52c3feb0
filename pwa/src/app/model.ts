/**
 * The seam between the app and its view: everything a screen may show, and everything a person may ask for.
 *
 * The view reads these signals and sends intents; it decides nothing. The app owns every signal and is the only one to
 * write it. Must never hold a DOM node or a string meant for the eye: words come from view/strings.ts.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { Build } from '../core/body/landmarks';
import type { CheckInAnswer } from '../core/check-in';
import type { Guarded } from '../core/dose-guard';
import type { ClientRecord, SessionRecord } from '../core/history';
import type { Judge } from '../core/rules';
import type { SaidBefore } from '../core/said-before';
import type { Milestone } from '../core/state';
import type {
  Action,
  AdviceSetAside,
  Area,
  Audience,
  ChosenSide,
  Feeling,
  Library,
  Paired,
  ProtocolVersion,
  Question,
  Role,
  Status,
} from '../wire.gen';
import type { BuildIntent, BuildModel, BuildRoute } from './build-model';
import type { CueIntent, CueModel, HearingSettings } from './cue-model';
import type { Drawn } from './drawing';
import type { Finder, FinderIntent } from './finder-model';
import type { LockIntent, LockState } from './lock-model';
import type { PracticeIntent, PracticeModel, PracticeRoute } from './practice-model';
import type { RoomSettings } from './room-model';
import type { Dial, Run, RunIntent } from './run-model';

export type { Dial, Run };

/** Where one is. Paths in app/routes.ts; the steps from `who` to `pain-after` are one flow without paths of their own. */
export type Route =
  | { screen: 'library' | 'history' | 'devices' | 'pair' | 'settings' | 'status' | 'flow' }
  /** `area`: the place that was chosen. `words`: what was said already, looked for at once; they stand in no address. */
  | { screen: 'finder'; area?: Area; words?: string }
  | { screen: 'protocol'; id: string }
  /** `is_asking`: it is asked at once how it was the day after. */
  | { screen: 'session'; id: string; is_asking?: true }
  | BuildRoute
  | PracticeRoute;

// -- The library ------------------------------------------------------------------------------------------------------

export type LibraryState =
  | { state: 'loading' }
  /** Never loaded on this device, and no network to load it. */
  | { state: 'missing' }
  | { state: 'ready'; library: Library; cards: LibraryCard[] };

/** A protocol as the library lists it; what is computed of it is computed once. */
export interface LibraryCard {
  id: string;
  digest: string;
  title: string;
  summary: string;
  audience: Audience;
  condition: string;
  minutes: number;
  points: number;
  grade: string;
  /** Why this protocol cannot be run here (a rule of core/rules.ts), or null. */
  barred: string | null;
}

/** The protocol page. */
export interface ProtocolPage {
  version: ProtocolVersion;
  digest: string;
  minutes: number;
  barred: string | null;
}

// -- The flow around a run --------------------------------------------------------------------------------------------

/** The steps of a flow in their order; those a protocol does not need are left out. */
export type FlowStep =
  | 'who'
  /** How it was the day after the last session, the review, and what the dose guard says: each only where there is one. */
  | 'check-in'
  | 'review'
  | 'guard'
  | 'screening'
  /** An answer blocks: nothing leads on from here but back to the library. */
  | 'blocked'
  /** `modify`: choose what to leave out, and confirm. */
  | 'modify'
  /** Today's steps: which of those that may be left out are. */
  | 'steps'
  | 'side'
  | 'pain-before'
  | 'run'
  | 'pain-after'
  | 'summary';

export interface Flow extends Drawn {
  step: FlowStep;
  session_id: string;
  version: ProtocolVersion;
  digest: string;
  audience: Audience;
  /** With whom (therapist protocols); null: no name. */
  client_id: string | null;
  /** True on a device not paired as staff: the person must say that they are trained and treat someone else. */
  asks_training: boolean;
  is_trained: boolean;
  questions: Question[];
  /** Which of them were a yes at an earlier start, and when ([Q12]). */
  said_before: SaidBefore[];
  answers: Record<string, 'yes' | 'no'>;
  /** The questions answered yes, most serious action first, each with what it leads to. */
  raised: { question: Question; action: Action }[];
  /** Actions that stop this audience here, in words of the view: the most serious one. */
  blocked_by: Action | null;
  /** Points left out because of a `modify` answer: by the answer itself, or named by the person. */
  left_out: string[];
  /** Said instead of leaving points out. */
  is_none_affected: boolean;
  /** Steps left out, from 0: by an answer, or by the therapist for today. */
  left_out_steps: number[];
  /** The time there is for it, in milliseconds; null: as long as it takes. */
  left_ms: number | null;
  affected_side: 'left' | 'right' | null;
  /** Which side today, where self-care plans both; null: not said, or not asked. */
  sides: ChosenSide | null;
  pain_before: number | null;
  pain_after: number | null;
  made_worse: boolean;
  /** The session whose day after is asked for, and the one at which the review is due, with the start of its course. */
  check_in: SessionRef | null;
  review: (SessionRef & { since_at: number }) | null;
  guard: Guarded;
  /** Protocols whose points are rested, where only these points are not. */
  instead: { id: string; title: string }[];
  /** Asked for in this flow already, answered or skipped. */
  passed: FlowStep[];
  set_aside: AdviceSetAside | null;
}

/** An earlier session, as a question names it. `at`: when it began, as everywhere that one is named. */
export interface SessionRef {
  session_id: string;
  title: string;
  time_zone: string;
  at: number;
}

/** What can be said now of days after: of the last session of whoever has this device, and of which sessions at all. */
export interface DayAfter {
  due: SessionRef | null;
  open: string[];
  now_ms: number;
}

// -- Sync, device, settings -------------------------------------------------------------------------------------------

export interface SyncState {
  /** This device is paired, with whom; null: not paired. */
  paired: Paired | null;
  network: 'online' | 'offline';
  activity: 'idle' | 'syncing' | 'waiting' | 'signed-out' | 'revoked';
  /** Facts of this installation: all, and those a receipt of the server proves. */
  written: number;
  on_server: number;
  /** Facts on this device, of whatever practice or none, that no server is proven to hold: what an export holds. */
  unsent: number;
  refused: { id: string; kind: string; title: string; detail: string }[];
  last_synced_at: number | null;
  /** How far it is with reading a long record; null: nothing to say. */
  progress: { read: number; of: number } | null;
  /** Why the server takes nothing more for now: enough for a day, or no room on its disk. */
  put_off?: 'day' | 'disk' | null;
  /** Facts that this device, removed, has handed over to the owner. */
  handed_over: number;
}

/** Sessions of before this device began to read, which stay with the server until somebody asks. */
export interface OlderState {
  is_there: boolean;
  /** Clients all of whose sessions are here. */
  whole: readonly string[];
  /** What is being read, of a client or of everybody; `left`: facts still to be read, where that is known. */
  reading: { client_id: string | null; left: number | null } | null;
  trouble: 'offline' | 'failed' | null;
}

/** What this device keeps of practices it belonged to before, for reading only. */
export interface Earlier {
  /** Newest first. */
  sessions: SessionRecord[];
  clients: ClientRecord[];
}

/** Facts of one session, and how many of them the server is proven to hold. */
export interface SessionSync {
  written: number;
  on_server: number;
  refused: number;
}

export type PairState =
  | { state: 'idle' }
  | { state: 'looking'; code: string }
  | {
      state: 'asking';
      code: string;
      practice_id: string;
      practice_name: string;
      role: Role;
      client_id: string | null;
      /** What that practice calls this device already; empty where it does not know it. */
      known_as: string;
      /** Sessions of no practice; `was_begun` is false where it was given up before its first hold ended. */
      unbound: { id: string; title: string; at: number; was_begun: boolean }[];
      /** What is kept here of others than the client whose device this is to be leaves it ([D8]). */
      lets_go: boolean;
    }
  | { state: 'pairing' }
  /** `before`: the practice this device was of until now, and how many of its sessions stay on this device. */
  | { state: 'paired'; practice_name: string; before: { practice_name: string; sessions: number } | null }
  /** `code`: what was tried, to be tried once more, or mended where it was mistyped. */
  | {
      state: 'failed';
      why: 'code-not-valid' | 'offline' | 'not-loopback' | 'storage' | 'not-handed-in' | 'not-fetched' | 'other';
      detail: string;
      code?: string;
    };

export interface Settings extends HearingSettings, RoomSettings {
  /** How far away the screen is, in metres; null: what is usual for a screen of its size. */
  distance_m: 1 | 2 | 3 | null;
  /** For whom the library was shown last; written and read on a device of staff alone. */
  audience: Audience;
  /** As whom the body map draws a person. */
  figure: Build;
  /** The suggestion to install the app was closed on this device. */
  install_hint: 'open' | 'closed';
}

/** How the app gets onto this device: it is on it, the browser offers it, a person adds it by hand, or there is no way. */
export type InstallState = 'installed' | 'offered' | 'ios-steps' | 'none';

/** Things the platform refused, each said in one sentence by the view. */
export interface PlatformState {
  wake_lock: 'unasked' | 'held' | 'refused' | 'absent';
  sound: 'unasked' | 'ready' | 'blocked' | 'absent';
  storage: 'lasting' | 'best-effort' | 'unknown';
  offline: 'ready' | 'preparing' | 'absent';
  /** `when-seen`: the worker that ticks is gone, and a hidden page's own timers are slow. */
  ticks: 'steady' | 'when-seen';
  /** This browser lets a page choose whether tones keep to the mute switch. */
  has_mute_switch: boolean;
}

/**
 * What keeps the app from keeping things: said on every screen until it is over. Nothing in memory is lost meanwhile.
 * `storage-full`, `storage-blocked`: facts wait in memory and are tried again. `older-app`: a newer app has opened the
 * database; this page must be loaded again.
 */
export type Trouble = 'storage-full' | 'storage-blocked' | 'older-app';

/** What the live region says next; `count` rises so that the same words are said again. */
export interface Announcement {
  milestone: Milestone;
  count: number;
}

// -- What a person may ask for ----------------------------------------------------------------------------------------

export type Intent =
  | { type: 'go'; route: Route }
  | { type: 'audience_chosen'; audience: Audience }
  | { type: 'searched'; text: string }
  | FinderIntent
  | BuildIntent
  | CueIntent
  /** Try to fetch the library once more. */
  | { type: 'library_wanted' }
  /** Older sessions, of a client or of everybody. */
  | { type: 'older_wanted'; client_id: string | null }
  // The flow
  | { type: 'start'; protocol_id: string }
  | { type: 'who_chosen'; client_id: string | null }
  | { type: 'client_added'; name: string }
  | { type: 'training_confirmed'; is_trained: boolean }
  /** In the flow, and at any time on a session's page. */
  | { type: 'checked_in'; session_id: string; answer: CheckInAnswer }
  | { type: 'review_answered'; change: Feeling }
  /** A therapist goes on against the advice, and says why. */
  | { type: 'advice_set_aside'; why: string }
  /** A clinician has looked at it and agrees. */
  | { type: 'clinician_agreed' }
  | { type: 'answered'; question: string; answer: 'yes' | 'no' }
  | { type: 'none_apply' }
  | { type: 'left_out'; point: string; is_left_out: boolean }
  /** None of the points is affected by a `modify` answer; takes back what was left out. */
  | { type: 'none_affected'; is_so: boolean }
  | { type: 'step_left_out'; step: number; is_left_out: boolean }
  | { type: 'side_chosen'; side: 'left' | 'right' }
  | { type: 'sides_chosen'; sides: ChosenSide }
  | { type: 'pain_chosen'; nrs: number | null }
  | { type: 'made_worse'; is_worse: boolean }
  | { type: 'region_shaded'; region: string }
  /** Continue: the flow's next step, when what it asks is answered. */
  | { type: 'flow_continued' }
  /** Skip, where a step may be skipped. */
  | { type: 'flow_skipped' }
  | { type: 'flow_backed' }
  | { type: 'flow_left' }
  | RunIntent
  // After
  | { type: 'note_typed'; session_id: string; text: string }
  | { type: 'note_written'; session_id: string; text: string }
  | { type: 'session_reassigned'; session_id: string; client_id: string | null }
  /** A new client, and it was with them. */
  | { type: 'client_added_for_session'; session_id: string; name: string }
  // Devices and sync
  | { type: 'pair_code_entered'; code: string }
  | { type: 'pair_confirmed'; device_name: string; send: string[] }
  | { type: 'pair_cancelled' }
  | PracticeIntent
  | LockIntent
  | { type: 'sync_wanted' }
  | { type: 'export_wanted' }
  /** A file of everything that is kept of earlier practices. */
  | { type: 'earlier_export_wanted' }
  | { type: 'settings_changed'; settings: Partial<Settings> }
  | { type: 'update_applied' }
  /** Shows the browser's offer to install the app. */
  | { type: 'install_wanted' }
  | { type: 'install_dismissed' };

/** The whole of what the view gets. */
export interface Model extends PracticeModel, BuildModel, CueModel {
  route: ReadonlySignal<Route>;
  library: ReadonlySignal<LibraryState>;
  /** What of the library is looked at: for whom, and by which words. */
  browsing: ReadonlySignal<{ audience: Audience; search: string }>;
  page: ReadonlySignal<ProtocolPage | 'loading' | 'unknown'>;
  /** What a shorter plan is asked of before it is shown; null: nothing can be made to fit. */
  judge: ReadonlySignal<Judge | null>;
  finder: ReadonlySignal<Finder | 'fetching' | 'failed'>;
  flow: ReadonlySignal<Flow | null>;
  run: ReadonlySignal<Run | null>;
  dial: ReadonlySignal<Dial>;
  announcement: ReadonlySignal<Announcement | null>;
  clients: ReadonlySignal<ClientRecord[]>;
  /** Newest first; null while they are read from the device. */
  sessions: ReadonlySignal<SessionRecord[] | null>;
  earlier: ReadonlySignal<Earlier>;
  older: ReadonlySignal<OlderState>;
  day_after: ReadonlySignal<DayAfter>;
  /** By session id. */
  session_sync: ReadonlySignal<Record<string, SessionSync>>;
  /** Notes that are typed and not saved, by session id. */
  note_drafts: ReadonlySignal<Record<string, string>>;
  /** Versions that sessions on screen were run with, by digest; fetched when asked for. */
  versions: ReadonlySignal<Record<string, ProtocolVersion | 'loading' | 'unknown'>>;
  sync: ReadonlySignal<SyncState>;
  pairing: ReadonlySignal<PairState>;
  status: ReadonlySignal<Status | 'loading' | 'offline' | 'not-owner' | 'signed-out'>;
  settings: ReadonlySignal<Settings>;
  lock: ReadonlySignal<LockState>;
  platform: ReadonlySignal<PlatformState>;
  install: ReadonlySignal<InstallState>;
  /** Once, after the first finished session, until it is closed. */
  is_install_suggested: ReadonlySignal<boolean>;
  /** A newer app waits; offered between sessions only. */
  has_update: ReadonlySignal<boolean>;
  trouble: ReadonlySignal<Trouble | null>;
  /** Another tab of this browser runs a session: none can be started here. */
  is_running_elsewhere: ReadonlySignal<boolean>;
  /** What a session needs was wanted and could not be fetched. */
  is_session_missed: ReadonlySignal<boolean>;
}

export type Send = (intent: Intent) => void;
