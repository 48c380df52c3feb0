// Generated from server/holdwell/wire.py. Do not edit: `python -m holdwell.typescript` writes it.

export type Audience = 'therapist' | 'self-care';

export type Action = 'emergency' | 'refer-first' | 'therapist-only' | 'modify';

export type Role = 'owner' | 'therapist' | 'client';

export type PlannedSide = 'left' | 'right' | 'both' | 'affected' | 'midline';

export type Side = 'left' | 'right' | 'midline';

export type SideOrder = 'by-step' | 'all-left-first' | 'alternate';

export type BodyPosition = 'supine' | 'prone' | 'side-lying' | 'seated' | 'standing';

export type HoldKind = 'time' | 'until-eased' | 'raise-and-hold' | 'pulse';

export type Change = 'leave-out-sites' | 'leave-out-zones' | 'halve';

export type Grade = 'low' | 'very-low' | 'none' | 'not-supported';

export type SelfCare = 'allowed' | 'gentle-only' | 'therapist-only';

export type StopAction = 'emergency' | 'refer-first';

export type CandidateHow = 'lies-here' | 'refers-here';

export type Area = 'head' | 'jaw' | 'neck' | 'shoulder-top' | 'shoulder' | 'shoulder-blade' | 'chest' | 'upper-arm' | 'elbow-forearm' | 'wrist-hand' | 'belly' | 'low-back' | 'buttock' | 'hip' | 'groin' | 'thigh-front' | 'thigh-back' | 'knee' | 'shin-ankle' | 'calf' | 'foot';

export type ZoneLevel = 'never' | 'therapist-only' | 'gentle-only';

export type EndedBy = 'time' | 'eased' | 'released' | 'skipped' | 'ceiling' | 'reaction' | 'redone' | 'stopped' | 'unobserved';

export type PainWhen = 'before' | 'after' | 'next-day';

export type DrawnWhen = 'before' | 'after';

export type Feeling = 'better' | 'same' | 'worse';

export type ChosenSide = 'left' | 'right' | 'both';

export type SessionReason = 'completed' | 'stopped' | 'abandoned';

/** length to 80, like ^[a-z0-9]+(-[a-z0-9]+)*$ */
export type Slug = string;

/** length from 1, length to 2000 */
export type Text = string;

/** length from 1, length to 200 */
export type Line = string;

/** from 0, to 10 */
export type Nrs = number;

/** from 0, to 100 */
export type Percent = number;

/** from 0, to 3600 */
export type Seconds = number;

/** from 0, to 86400000 */
export type Millis = number;

/** from 0, to 253402300799999 */
export type EpochMs = number;

/** like ^[0-9a-z][0-9a-z-]{7,63}$ */
export type Id = string;

/** like ^[A-Z][A-Z0-9-]{1,15}$ */
export type SourceKey = string;

/** like ^[a-z][a-z0-9_]{0,63}$ */
export type FactKind = string;

/** like ^[0-9a-f]{64}$ */
export type Digest = string;

/** like ^[0-9a-f]{32,128}$ */
export type PairClaim = string;

/** The muscle of a point; `plain` is the name on every screen, `latin` stands on the protocol page. */
export interface Muscle {
  latin: Line;
  plain: Line;
}

/** A place on the outline, in percent of its canvas (1:2, head at the top). */
export interface Spot {
  x: Percent;
  y: Percent;
}

/** The marker of each side; right and left are always the person's own sides. */
export interface Spots {
  right: Spot;
  left: Spot;
}

/** What a protocol may plan for one hold at this point, in seconds. */
export interface HoldRange {
  min: Seconds;
  default: Seconds;
  max: Seconds;
}

/** The usual comfort band and the ceiling of a point, as discomfort 0-10. */
export interface Comfort {
  low: Nrs;
  high: Nrs;
  ceiling: Nrs;
}

/** How a trained person presses this point. */
export interface TherapistUse {
  technique: Line[];
  position: Text;
  hold_s: HoldRange;
  pressure_nrs: Comfort;
}

/** How a person alone presses this point; missing where self-care is `therapist-only`. */
export interface SelfUse {
  tools: Line[];
  position: Text;
  hold_s: HoldRange;
  pressure_nrs: Comfort;
}

/**
 * A place to press: a search area, never an exact spot. `search_radius` is in percent of the canvas width.
 *
 * `screen` are questions asked before any session that presses here; `ask_again` those asked once more right before
 * each step here (FACTS 4.10: the calf asks for a clot each time).
 */
export interface Point {
  id: Slug;
  muscle: Muscle;
  region: Slug;
  view: 'front' | 'back' | 'side' | 'head' | 'hand' | 'foot';
  outline: 'front' | 'back';
  position: Spots;
  search_radius: Percent;
  search_area: Text;
  classic_label: Line | null;
  referral: Text;
  self_care: SelfCare;
  therapist: TherapistUse;
  cautions: Text[];
  zones_nearby: Slug[];
  self: SelfUse | null;
  screen?: Slug[];
  ask_again?: Slug[];
}

/**
 * A screening question and what a yes leads to.
 *
 * `change` goes with `modify` and says what is changed: the person names the sites to leave out, the points near
 * `zones` are left out, or holds and pressure are halved (FACTS 4.2).
 */
export interface Question {
  id: Slug;
  group: Slug;
  ask: Text;
  if_yes: Action;
  change?: Change;
  zones?: Slug[];
}

/** A publication that a statement rests on. `is_read`: its text or abstract was read for this; else from memory. */
export interface Source {
  key: SourceKey;
  authors: Line;
  year: number | null;
  title: Line;
  found: Text;
  is_read: boolean;
  address?: Line;
}

/** A complaint that is a red flag itself: where it leads, and what to do, in plain words. */
export interface ComplaintStop {
  action: StopAction;
  what_to_do: Text;
}

/** A point at which it may be tender with this complaint: it lies there, or is often felt there from afar. */
export interface Candidate {
  point: Slug;
  how: CandidateHow;
  why: Line;
}

/**
 * Where it hurts, as a person would say it, and the likely tender spots. Never a diagnosis.
 *
 * `also_said` are other words for it, for the search. `ask` are red flags asked before any point is shown, beside the
 * questions for everybody and those of the points. `candidates`, the likeliest first, or a `stop`: one of them.
 */
export interface Complaint {
  id: Slug;
  area: Area;
  words: Line;
  also_said?: Line[];
  ask?: Slug[];
  stop?: ComplaintStop;
  candidates?: Candidate[];
}

/** A rectangle on the outline, in percent of its canvas. */
export interface Box {
  x0: Percent;
  x1: Percent;
  y0: Percent;
  y1: Percent;
}

/** Where not to press: never, not in self-care, or gently only. */
export interface Zone {
  id: Slug;
  name: Line;
  outline: 'front' | 'back';
  level: ZoneLevel;
  right: Box;
  left: Box;
  why: Text;
}

/** What is known, in an honest grade, with the keys of the sources. */
export interface Evidence {
  grade: Grade;
  statement: Text;
  sources: SourceKey[];
}

/**
 * What a protocol is for, what may be said of it, and who must not use it.
 *
 * `presupposes`: words for what was assessed or happened before it is for anybody ("whiplash"). Where it hurts alone
 * does not tell that: where nobody says one of them the finder lists its protocols after the others [K11].
 */
export interface Condition {
  id: Slug;
  title: Line;
  evidence: Evidence;
  may_say: Text;
  must_not_say: Text;
  who_must_not_use: Text[];
  screen: Slug[];
  presupposes?: Line[];
}

/** How often at most, and when to look again. Never a goal to reach. */
export interface Frequency {
  /** from 0, to 1000 */
  min_hours_between: number;
  /** from 1, to 14 */
  max_per_week: number;
  /** from 1, to 52 */
  stop_if_no_change_after_weeks: number;
  same_point_min_hours: number | null;
  review_after_sessions: number | null;
  review_after_weeks: number | null;
}

/** One level of a raise-and-hold: so long, at this band of discomfort. */
export interface Level {
  hold_s: Seconds;
  target_nrs: [Nrs, Nrs];
}

/** The rhythm of a pulsed hold: pressed so long, eased so long, again and again until `hold_s` is over. */
export interface Pulse {
  /** from 1, to 60 */
  press_s: number;
  /** from 1, to 60 */
  ease_s: number;
}

/**
 * One line of a protocol: a point, its sides, the hold, its repeats, the rest between them, the comfort band.
 *
 * `hold_s` is the length of a hold of kind `time`, the cap of one `until-eased`, and the whole of the others;
 * `hold_breaths` caps it by breaths too, which the person counts, whichever comes first. `rest_s` stands between
 * repeats, never after the last. `target_nrs` is the comfort band [low, high]. `ramp_s` and `release_s` stand in for
 * the protocol's own.
 * `leave_out_if` tells the therapist when this step does not belong; a yes to a question of `leave_out_on` leaves it
 * out by itself. `note` is for the therapist, `cue` is said to the client.
 */
export interface Step {
  point: Slug;
  side: PlannedSide;
  hold_s: Seconds;
  /** from 1, to 10 */
  reps: number;
  rest_s: Seconds;
  target_nrs: [Nrs, Nrs];
  ceiling_nrs: Nrs;
  hold_kind: HoldKind;
  hold_breaths?: number;
  levels?: Level[];
  pulse?: Pulse;
  ramp_s?: Seconds;
  release_s?: Seconds;
  technique?: Line;
  tool?: Line;
  body_position?: BodyPosition;
  optional?: boolean;
  leave_out_if?: Text;
  leave_out_on?: Slug[];
  note?: Text;
  cue?: Line;
}

/**
 * A treatment: an ordered list of steps. Its length is computed (holdwell.core.plan), never written.
 *
 * `setup_s_per_run` is the time to find the place, once for each step and side; `ramp_s` to sink in and
 * `release_s` to come off slowly stand around every hold (FACTS 4.6: 5-10 s and 3-5 s). `side_order`: each step left
 * then right, all left sides first, or repeats that change sides. `position_change_s` is the time to turn over,
 * wherever a step's `body_position` differs from that of the step before. `format` names this format.
 */
export interface Protocol {
  id: Slug;
  condition: Slug;
  audience: Audience;
  title: Line;
  summary: Text;
  /** from 0, to 120 */
  minimum_age: number;
  setup_s_per_run: Seconds;
  frequency: Frequency;
  /** length from 1, length to 60 */
  steps: Step[];
  ramp_s: Seconds;
  release_s: Seconds;
  notes: Text[];
  format?: 1;
  side_order?: SideOrder;
  position_change_s?: Seconds;
}

/** A protocol with everything it uses inlined. Its digest is the SHA-256 of its JSON text (see core.digest). */
export interface ProtocolVersion {
  protocol: Protocol;
  condition: Condition;
  points: Point[];
  screening: Question[];
  zones: Zone[];
  sources?: Source[];
}

/** A protocol in the library, with the digest that pins this version. */
export interface LibraryProtocol {
  digest: Digest;
  protocol: Protocol;
}

/** GET /api/library. `digest` changes with any of its content. */
export interface Library {
  digest: Digest;
  protocols: LibraryProtocol[];
  points: Point[];
  conditions: Condition[];
  screening: Question[];
  zones: Zone[];
  sources?: Source[];
  complaints?: Complaint[];
}

/**
 * An immutable record. It travels and is stored as its text, which is never serialised again.
 *
 * `origin` is the installation that wrote it, `seq` that installation's gapless counter, `subject` what the fact is
 * about: the session, or the document for the `..._saved` kinds. `body` is one of the bodies below, by `kind`; a
 * kind that this server does not know is kept as it is.
 */
export interface Fact {
  id: Id;
  kind: FactKind;
  subject: Id;
  client_id: Id | null;
  origin: Id;
  /** from 1 */
  seq: number;
  at: EpochMs;
  body: Record<string, unknown>;
}

/**
 * A step as it was fitted into the minutes that were left: how many holds of it the whole plan has, 0 for none,
 * and how long those are that had not begun.
 */
export interface FittedStep {
  /** from 0, to 1000 */
  step: number;
  /** from 0, to 1000 */
  holds: number;
  hold_ms: Millis;
}

/**
 * Body of `session_started`. The digest pins the version of the protocol that was run.
 *
 * `left_out` are points an answer took out of this plan, `left_out_steps` single steps (from 0); `halved`: an answer
 * halved its holds and pressure. `sides`: which side was chosen for today, where the protocol asked. `left_ms` is
 * the time there was for it, where somebody said so, and `fitted` are the steps that became fewer or shorter by it.
 */
export interface SessionStarted {
  protocol_id: Slug;
  protocol_digest: Digest;
  audience: Audience;
  /** from 0, to 1000 */
  planned_holds: number;
  planned_ms: Millis;
  time_zone: Line;
  title?: Line | null;
  /** length to 60 */
  left_out?: Slug[];
  halved?: boolean;
  /** length to 60 */
  left_out_steps?: number[];
  sides?: ChosenSide | null;
  left_ms?: Millis | null;
  /** length to 60 */
  fitted?: FittedStep[];
}

/**
 * Body of `plan_fitted`: the rest of a running session was fitted into the time that was left.
 *
 * `planned_holds` and `planned_ms` are those of the whole plan from now on, what was done already included.
 */
export interface PlanFitted {
  left_ms: Millis;
  /** from 0, to 1000 */
  planned_holds: number;
  planned_ms: Millis;
  /** length from 1, length to 1000 */
  fitted: FittedStep[];
}

/** Body of `session_assigned`: who it was with, when told later. `null` takes the client away again. */
export interface SessionAssigned {
  client_id: Id | null;
}

/** Body of `screening_answered`. `action` is what a yes to this question leads to. */
export interface ScreeningAnswered {
  question: Slug;
  answer: 'yes' | 'no';
  action: Action;
}

/** One rating of discomfort, so long after the hold began. */
export interface Rating {
  after_ms: Millis;
  nrs: Nrs;
}

/**
 * Body of `hold_ended`: complete in itself.
 *
 * `step` counts from 0, `repeat` and `attempt` from 1. `held_ms` is the time the pressure was due (never beyond
 * `planned_ms`), `observed_ms` the part of it in which the app was awake to guide, `paused_ms` how long the session
 * stood paused since the hold before. `level` is the highest one that was reached (from 1) where pressure was raised,
 * `breaths` how many were counted, where they were. `ratings` end with the hold; later ones are `hold_rated`.
 */
export interface HoldEnded {
  /** from 0, to 1000 */
  step: number;
  point: Slug;
  side: Side;
  /** from 1, to 100 */
  repeat: number;
  /** from 1, to 1000 */
  attempt: number;
  planned_ms: Millis;
  held_ms: Millis;
  observed_ms: Millis;
  paused_ms: Millis;
  ended_by: EndedBy;
  ratings: Rating[];
  level?: number | null;
  breaths?: number | null;
}

/**
 * Body of `hold_rated`: how strong it was said to be while coming off, or just after; of the attempt it names.
 *
 * A hold is written when it ends, so that no kill can take it; what is said after that is a fact of its own.
 * `after_ms` counts from the beginning of the hold, as in its ratings.
 */
export interface HoldRated {
  /** from 0, to 1000 */
  step: number;
  point: Slug;
  side: Side;
  /** from 1, to 100 */
  repeat: number;
  /** from 1, to 1000 */
  attempt: number;
  after_ms: Millis;
  nrs: Nrs;
}

/**
 * Body of `step_added`: a therapist added a step to the running session, at the end of its plan.
 *
 * Complete in itself: `step` is the number its holds are logged under, which no step of the protocol has.
 */
export interface StepAdded {
  /** from 0, to 1000 */
  step: number;
  point: Slug;
  /** length from 1, length to 2 */
  sides: Side[];
  hold_ms: Millis;
  planned_ms: Millis;
  target_nrs: [Nrs, Nrs];
  ceiling_nrs: Nrs;
}

/** Body of `pain_rated`: pain 0-10 before, after, or the next day. */
export interface PainRated {
  when: PainWhen;
  nrs: Nrs;
  region: Slug;
}

/**
 * Body of `pain_drawn`: where it hurts before or after a session, as regions of the figure with their side and the
 * side of the body they are seen on (`left-shoulder-back`). Never judged; a later one of the same `when` stands.
 */
export interface PainDrawn {
  when: DrawnWhen;
  /** length to 80 */
  regions: Slug[];
}

/** Body of `reaction_reported`: what made someone stop, and at which point (or none). */
export interface ReactionReported {
  reaction: Slug;
  during: Slug | null;
}

/** Body of `checked_in`: how it was the day after this session. `signs`: stop rules noticed since, by id. */
export interface CheckedIn {
  feeling: Feeling;
  is_sore: boolean;
  /** length to 20 */
  signs?: Slug[];
}

/** Body of `advice_set_aside`: a therapist goes on against the dose guard, and says why. */
export interface AdviceSetAside {
  /** length from 1, length to 20 */
  advice: Slug[];
  /** length from 1, length to 500 */
  why: string;
}

/** Body of `review_answered`: after the review interval, how it is compared with the start of this protocol. */
export interface ReviewAnswered {
  protocol_id: Slug;
  change: Feeling;
}

/** Body of `note_written`. */
export interface NoteWritten {
  /** length to 10000 */
  text: string;
}

/** Body of `session_ended`. */
export interface SessionEnded {
  reason: SessionReason;
}

/** Body of `client_saved`: the whole document of a client. `replaces` is the id of the version it edited. */
export interface ClientSaved {
  replaces: Id | null;
  /** length from 1, length to 80 */
  name: string;
}

/**
 * Body of `protocol_saved`: a version of the practice's own (the subject), as its canonical JSON text.
 *
 * `replaces`: the fact it edited; `digest`: the SHA-256 of `version`.
 */
export interface ProtocolSaved {
  replaces: Id | null;
  digest: Digest;
  version: string;
}

/**
 * Body of `protocol_put_away`: the version (a fact) that is no longer offered. Nothing is deleted by it, and what
 * was edited beside it stays; a version that replaces this fact brings the protocol back.
 */
export interface ProtocolPutAway {
  replaces: Id;
}

/**
 * What every audit fact says: `by` is the device that asked for it, null the server's own command line.
 *
 * The text of an audit fact ends with its `seal`, which only the server can make (holdwell.core.audit).
 */
export interface Audited {
  by: string | null;
}

/** Body of `device_paired`; the subject is the device. */
export interface DevicePaired {
  by: string | null;
  device_name: string;
  role: Role;
  client_id: Id | null;
}

/** Body of `device_renamed`; the subject is the device. */
export interface DeviceRenamed {
  by: string | null;
  device_name: string;
  before: string;
}

/** Body of `device_revoked`; the subject is the device. */
export interface DeviceRevoked {
  by: string | null;
  device_name: string;
}

/** Body of `handover_taken`: facts of a removed device (the subject) were taken into the practice's log. */
export interface HandoverTaken {
  by: string | null;
  device_name: string;
  facts: number;
}

/** Body of `handover_discarded`: facts of a removed device (the subject) were discarded, at the owner's word. */
export interface HandoverDiscarded {
  by: string | null;
  device_name: string;
  facts: number;
}

/** Body of `practice_exported`; the subject is the practice. */
export interface PracticeExported {
  by: string | null;
  facts: number;
}

/** Body of `practice_imported`: `facts` were new of those in the file; the subject is the practice. */
export interface PracticeImported {
  by: string | null;
  facts: number;
}

/** Body of `practice_restored`: the database was put back from a backup; the subject is the practice. */
export interface PracticeRestored {
  by: string | null;
  facts: number;
}

/**
 * Body of `client_erased`; the subject is the client. Whoever holds a fact of one of these subjects, or one that
 * names the client, blanks it. `facts`: how many texts went on the server. Ids only, never a name.
 */
export interface ClientErased {
  by: string | null;
  client_id: Id;
  subjects: string[];
  facts: number;
}

/**
 * What a device offers (fact texts as they were written) and how far it has read.
 *
 * `filed`: by the id of a fact, the client that it was filed under, where its text does not name that client.
 */
export interface SyncRequest {
  cursor?: string | null;
  facts?: string[];
  filed?: Record<string, Id>;
}

/** A fact as the server holds it: `raw` is the text its author wrote, `client_id` the client it is filed under. */
export interface StoredFact {
  pos: number;
  device_id: string;
  client_id: Id | null;
  received_at: EpochMs;
  raw: string;
}

/**
 * What the server holds of one subject by one origin, as far as the device may see it: SHA-256 over the digests of
 * these facts, by rising id.
 */
export interface Receipt {
  subject: string;
  origin: string;
  count: number;
  digest: Digest;
}

/**
 * A fact that was not taken, and why. It never blocks the others and stays on the device.
 *
 * `id` is the fact's own id where its text could be read, else `#` and its place in the request, from 0. Of a fact in
 * whose place another text is held, `digest` is that of the other, where the receipt over its subject counts it.
 */
export interface Refused {
  id: string;
  type: string;
  title: string;
  detail: string;
  digest: Digest | null;
}

/** Everything new since the cursor, never the facts of this request. Sent only once the accepted are on disk. */
export interface SyncAnswer {
  cursor: string;
  more: boolean;
  reset: boolean;
  facts: StoredFact[];
  receipts: Receipt[];
  refused: Refused[];
  left: number;
  older: string | null;
  recent: number;
}

/**
 * GET /api/sync/older: sessions of before `before`, the latest first, each whole.
 *
 * `older` is where to go on, null where that was all; `recent` as in `SyncAnswer`. With `reset` the place is none of
 * this log, and nothing is said.
 */
export interface OlderAnswer {
  older: string | null;
  reset: boolean;
  facts: StoredFact[];
  left: number;
  recent: number;
}

/**
 * POST /api/codes: a code for one more device; by a therapist for a client's device only.
 *
 * `client_id` goes with the role `client`, and only with it: the device is bound to that client for good.
 */
export interface CodeRequest {
  role: Role;
  client_id?: Id | null;
}

/** A pairing code, typed or opened as a link; single use. */
export interface Code {
  code: string;
  url: string;
  role: Role;
  expires_at: EpochMs;
  client_id: string | null;
}

/**
 * POST /api/pair/preview: who would this code pair with? Redeems nothing.
 *
 * `claim` as in `PairRequest`: to the browser that used a code up it is answered once more.
 */
export interface PairPreviewRequest {
  /** length from 1, length to 64 */
  code: string;
  claim?: PairClaim | null;
}

/** The practice and role behind a valid code, and the client whose device it would be. */
export interface PairPreview {
  practice_id: string;
  practice_name: string;
  role: Role;
  client_id: string | null;
}

/**
 * POST /api/pair: redeem a code for this browser.
 *
 * `claim` is a secret of this browser, kept until it is paired. Where the answer was lost, the same code with the same
 * claim and a higher `attempt` is answered again: the same device, with a new cookie in the place of the lost one.
 */
export interface PairRequest {
  /** length from 1, length to 64 */
  code: string;
  /** length from 1, length to 80 */
  device_name: string;
  claim?: PairClaim | null;
  /** from 1, to 1000000 */
  attempt?: number;
}

/**
 * The answer to pairing, and of GET /api/me: who this browser is to the server, and what it is called there.
 *
 * `is_publicly_trusted`: any browser trusts the server's address, so that codes for clients are made.
 */
export interface Paired {
  device_id: string;
  practice_id: string;
  practice_name: string;
  role: Role;
  client_id: string | null;
  device_name: string;
  is_publicly_trusted: boolean;
}

/** A paired browser, as the owner sees it. */
export interface Device {
  device_id: string;
  device_name: string;
  role: Role;
  client_id: string | null;
  created_at: EpochMs;
  last_seen_at: EpochMs;
  is_this: boolean;
}

/** A removed device that handed over what it had not sent: so many facts wait for the owner's word. */
export interface RemovedDevice {
  device_id: string;
  device_name: string;
  removed_at: EpochMs;
  facts: number;
}

/**
 * GET /api/devices, for the owner, and what every change of a device answers with. `is_publicly_trusted` as in
 * the status: elsewhere no code is made for a client.
 */
export interface Devices {
  devices: Device[];
  removed: RemovedDevice[];
  is_publicly_trusted: boolean;
}

/** POST /api/devices/{device_id}/rename, by the owner. */
export interface DeviceName {
  /** length from 1, length to 80 */
  device_name: string;
}

/**
 * POST /api/handover, by a removed device: facts it never sent, for the owner to take or to discard; and how far it
 * has read, to be told whether the log is still the one that holds the others. `filed` as in `SyncRequest`.
 * `practice_id`: the practice that all of it is of; apps of before do not say that.
 */
export interface Handover {
  facts: string[];
  cursor: string | null;
  filed: Record<string, Id>;
  practice_id: string | null;
}

/**
 * What the server keeps of a hand-over, as a receipt over these facts: the device lets go of what it covers.
 *
 * `waits`: so many of these wait for the owner's word; the others are in the log. `fits`: the log is the one in which
 * the device has read up to its cursor, so that all is there that it held by that.
 */
export interface HandedOver {
  count: number;
  digest: Digest;
  refused: Refused[];
  waits: number;
  fits: boolean;
}

/** POST /api/devices/{device_id}/handover, by the owner: take what the removed device handed over, or discard it. */
export interface HandoverWord {
  take: boolean;
}

/** `taken` facts are in the log now, `left_out` were not (refused, or discarded). */
export interface HandoverOutcome {
  taken: number;
  left_out: number;
}

/** POST /api/clients/{client_id}/erase, by the owner: so many texts are gone, and so many devices of the client. */
export interface EraseOutcome {
  facts: number;
  devices: number;
}

/** POST /api/exports, by the server's own command line: it is about to hand out so many facts of a practice. */
export interface ExportNote {
  practice_id: string;
  facts: number;
}

/** POST /api/practices, by the server's own command line: one more practice on this server. */
export interface PracticeRequest {
  /** length from 1, length to 80 */
  name: string;
}

/** The answer to POST /api/practices: the new practice, and a code for its owner's device. */
export interface PracticeMade {
  practice_id: string;
  name: string;
  code: Code;
}

/** A practice of this server, as its command line lists it. */
export interface PracticeRow {
  practice_id: string;
  name: string;
  facts: number;
  devices: number;
}

/** GET /api/practices, for the server's own command line, oldest first. */
export interface Practices {
  practices: PracticeRow[];
}

/** What is wrong in a protocol file, where, and what was expected. Lines and columns count from 1. */
export interface Fault {
  file: string;
  line: number;
  column: number;
  message: string;
}

/**
 * The backups of a server. `last_at` is when the last good one was begun, `failure` why a later one failed, in a
 * sentence for the owner. `hour` is the daily backup's by the server's clock, None where it is off. Paths are empty
 * for owners who do not keep the machine.
 */
export interface Backups {
  folder: string;
  hour: number | null;
  last_at: EpochMs | null;
  last_file: string;
  failed_at: EpochMs | null;
  failure: string;
}

/**
 * GET /api/status, for the owner. `address` is where devices open the app, `is_publicly_trusted` whether any
 * browser trusts that address as it comes: only there does a client's device belong. `data_path` is empty for owners
 * who do not keep the machine. `is_disk_low`: clients' devices wait until there is room on its disk.
 * `checked_at`: when the database was looked through and found whole, None while that is still on.
 */
export interface Status {
  version: string;
  practice_name: string;
  started_at: EpochMs;
  facts: number;
  devices: number;
  data_path: string;
  protocols: number;
  faults: Fault[];
  is_publicly_trusted: boolean;
  address: string;
  backups: Backups | null;
  is_disk_low: boolean;
  checked_at: EpochMs | null;
}

/** GET /api/health. `now` is the server's clock, epoch milliseconds. */
export interface Health {
  status: 'ok';
  version: string;
  now: EpochMs;
}

/** Every error: RFC 9457 problem details. `field` is the path of the wrong field, `limit` the number passed. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field: string | null;
  limit: number | null;
}

/** The body of each kind of fact that this version knows. */
export interface FactBodies {
  session_started: SessionStarted;
  session_assigned: SessionAssigned;
  screening_answered: ScreeningAnswered;
  hold_ended: HoldEnded;
  hold_rated: HoldRated;
  step_added: StepAdded;
  plan_fitted: PlanFitted;
  pain_rated: PainRated;
  pain_drawn: PainDrawn;
  reaction_reported: ReactionReported;
  checked_in: CheckedIn;
  advice_set_aside: AdviceSetAside;
  review_answered: ReviewAnswered;
  note_written: NoteWritten;
  session_ended: SessionEnded;
  client_saved: ClientSaved;
  protocol_saved: ProtocolSaved;
  protocol_put_away: ProtocolPutAway;
  device_paired: DevicePaired;
  device_renamed: DeviceRenamed;
  device_revoked: DeviceRevoked;
  handover_taken: HandoverTaken;
  handover_discarded: HandoverDiscarded;
  practice_exported: PracticeExported;
  practice_imported: PracticeImported;
  practice_restored: PracticeRestored;
  client_erased: ClientErased;
}

export type KnownFactKind = keyof FactBodies;
