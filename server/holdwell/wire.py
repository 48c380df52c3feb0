"""THE SCHEMA: every document that crosses the network or stands in a protocol file, written once.

Owns the names, types and bounds of content (points, questions, conditions, zones, protocols), of facts and of every
message. `pwa/src/wire.gen.ts` is generated from here (`holdwell.typescript`). It must never import anything of the
package, and a field once shipped is never renamed: more optional fields may join.

Units stand last in a name (`hold_s`, `held_ms`); only `*_at` and `at` (epoch milliseconds) do without.
Discomfort and pain are numbers 0-10 on the numeric rating scale (nrs). A field of content that is UNSET is not sent.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

# -- Words ------------------------------------------------------------------------------------------------------------

Audience = Literal["therapist", "self-care"]
Action = Literal["emergency", "refer-first", "therapist-only", "modify"]
Role = Literal["owner", "therapist", "client"]
PlannedSide = Literal["left", "right", "both", "affected", "midline"]
Side = Literal["left", "right", "midline"]
SideOrder = Literal["by-step", "all-left-first", "alternate"]
BodyPosition = Literal["supine", "prone", "side-lying", "seated", "standing"]
HoldKind = Literal["time", "until-eased", "raise-and-hold", "pulse"]
Change = Literal["leave-out-sites", "leave-out-zones", "halve"]
Grade = Literal["low", "very-low", "none", "not-supported"]
SelfCare = Literal["allowed", "gentle-only", "therapist-only"]
StopAction = Literal["emergency", "refer-first"]
CandidateHow = Literal["lies-here", "refers-here"]
# Where it can hurt: what one can tap on the figure, and the files under complaints/.
Area = Literal[
    "head",
    "jaw",
    "neck",
    "shoulder-top",
    "shoulder",
    "shoulder-blade",
    "chest",
    "upper-arm",
    "elbow-forearm",
    "wrist-hand",
    "belly",
    "low-back",
    "buttock",
    "hip",
    "groin",
    "thigh-front",
    "thigh-back",
    "knee",
    "shin-ankle",
    "calf",
    "foot",
]
ZoneLevel = Literal["never", "therapist-only", "gentle-only"]
EndedBy = Literal["time", "eased", "released", "skipped", "ceiling", "reaction", "redone", "stopped", "unobserved"]
PainWhen = Literal["before", "after", "next-day"]
DrawnWhen = Literal["before", "after"]
Feeling = Literal["better", "same", "worse"]
ChosenSide = Literal["left", "right", "both"]
SessionReason = Literal["completed", "stopped", "abandoned"]

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Nrs = Annotated[int, Meta(ge=0, le=10)]
Percent = Annotated[float, Meta(ge=0, le=100)]
# The bounds of the house (90 s a hold and so on) are rules of holdwell.core.limits; here only what can be no duration.
Seconds = Annotated[int, Meta(ge=0, le=3600)]
Millis = Annotated[int, Meta(ge=0, le=86_400_000)]
EpochMs = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]
Id = Annotated[str, Meta(pattern=r"^[0-9a-z][0-9a-z-]{7,63}$")]
SourceKey = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]
FactKind = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
# A random secret of a browser, of 128 bits or more, in hex.
PairClaim = Annotated[str, Meta(pattern=r"^[0-9a-f]{32,128}$")]


class Content(Struct, forbid_unknown_fields=True, frozen=True):
    """A document of a protocol file: an unknown field is a fault, never ignored."""


class Message(Struct, frozen=True):
    """A document of the network: unknown fields are ignored, so that a newer app can speak to an older server."""


# -- Content: protocols/*.yaml and GET /api/library -------------------------------------------------------------------


class Muscle(Content, frozen=True):
    """The muscle of a point; `plain` is the name on every screen, `latin` stands on the protocol page."""

    latin: Line
    plain: Line


class Spot(Content, frozen=True):
    """A place on the outline, in percent of its canvas (1:2, head at the top)."""

    x: Percent
    y: Percent


class Spots(Content, frozen=True):
    """The marker of each side; right and left are always the person's own sides."""

    right: Spot
    left: Spot


class HoldRange(Content, frozen=True):
    """What a protocol may plan for one hold at this point, in seconds."""

    min: Seconds
    default: Seconds
    max: Seconds


class Comfort(Content, frozen=True):
    """The usual comfort band and the ceiling of a point, as discomfort 0-10."""

    low: Nrs
    high: Nrs
    ceiling: Nrs


class TherapistUse(Content, frozen=True):
    """How a trained person presses this point."""

    technique: list[Line]
    position: Text
    hold_s: HoldRange
    pressure_nrs: Comfort


class SelfUse(Content, frozen=True):
    """How a person alone presses this point; missing where self-care is `therapist-only`."""

    tools: list[Line]
    position: Text
    hold_s: HoldRange
    pressure_nrs: Comfort


class Point(Content, frozen=True):
    """A place to press: a search area, never an exact spot. `search_radius` is in percent of the canvas width.

    `screen` are questions asked before any session that presses here; `ask_again` those asked once more right before
    each step here (FACTS 4.10: the calf asks for a clot each time).
    """

    id: Slug
    muscle: Muscle
    region: Slug
    view: Literal["front", "back", "side", "head", "hand", "foot"]
    outline: Literal["front", "back"]
    position: Spots
    search_radius: Percent
    search_area: Text
    classic_label: Line | None
    referral: Text
    self_care: SelfCare
    therapist: TherapistUse
    cautions: list[Text]
    zones_nearby: list[Slug]
    self_use: SelfUse | None = field(default=None, name="self")
    screen: list[Slug] | UnsetType = UNSET
    ask_again: list[Slug] | UnsetType = UNSET


class Question(Content, frozen=True):
    """A screening question and what a yes leads to.

    `change` goes with `modify` and says what is changed: the person names the sites to leave out, the points near
    `zones` are left out, or holds and pressure are halved (FACTS 4.2).
    """

    id: Slug
    group: Slug
    ask: Text
    if_yes: Action
    change: Change | UnsetType = UNSET
    zones: list[Slug] | UnsetType = UNSET


class Source(Content, frozen=True):
    """A publication that a statement rests on. `is_read`: its text or abstract was read for this; else from memory."""

    key: SourceKey
    authors: Line
    year: Annotated[int, Meta(ge=1900, le=2100)] | None
    title: Line
    found: Text
    is_read: bool
    address: Line | UnsetType = UNSET


class ComplaintStop(Content, frozen=True):
    """A complaint that is a red flag itself: where it leads, and what to do, in plain words."""

    action: StopAction
    what_to_do: Text


class Candidate(Content, frozen=True):
    """A point at which it may be tender with this complaint: it lies there, or is often felt there from afar."""

    point: Slug
    how: CandidateHow
    why: Line


class Complaint(Content, frozen=True):
    """Where it hurts, as a person would say it, and the likely tender spots. Never a diagnosis.

    `also_said` are other words for it, for the search. `ask` are red flags asked before any point is shown, beside the
    questions for everybody and those of the points. `candidates`, the likeliest first, or a `stop`: one of them.
    """

    id: Slug
    area: Area
    words: Line
    also_said: list[Line] | UnsetType = UNSET
    ask: list[Slug] | UnsetType = UNSET
    stop: ComplaintStop | UnsetType = UNSET
    candidates: Annotated[list[Candidate], Meta(max_length=12)] | UnsetType = UNSET


class Box(Content, frozen=True):
    """A rectangle on the outline, in percent of its canvas."""

    x0: Percent
    x1: Percent
    y0: Percent
    y1: Percent


class Zone(Content, frozen=True):
    """Where not to press: never, not in self-care, or gently only."""

    id: Slug
    name: Line
    outline: Literal["front", "back"]
    level: ZoneLevel
    right: Box
    left: Box
    why: Text


class Evidence(Content, frozen=True):
    """What is known, in an honest grade, with the keys of the sources."""

    grade: Grade
    statement: Text
    sources: list[SourceKey]


class Condition(Content, frozen=True):
    """What a protocol is for, what may be said of it, and who must not use it.

    `presupposes`: words for what was assessed or happened before it is for anybody ("whiplash"). Where it hurts alone
    does not tell that: where nobody says one of them the finder lists its protocols after the others [K11].
    """

    id: Slug
    title: Line
    evidence: Evidence
    may_say: Text
    must_not_say: Text
    who_must_not_use: list[Text]
    screen: list[Slug]
    presupposes: Annotated[list[Line], Meta(min_length=1)] | UnsetType = UNSET


class Frequency(Content, frozen=True):
    """How often at most, and when to look again. Never a goal to reach."""

    min_hours_between: Annotated[int, Meta(ge=0, le=1000)]
    max_per_week: Annotated[int, Meta(ge=1, le=14)]
    stop_if_no_change_after_weeks: Annotated[int, Meta(ge=1, le=52)]
    same_point_min_hours: Annotated[int, Meta(ge=0, le=1000)] | None = None
    review_after_sessions: Annotated[int, Meta(ge=1, le=100)] | None = None
    review_after_weeks: Annotated[int, Meta(ge=1, le=52)] | None = None


class Level(Content, frozen=True):
    """One level of a raise-and-hold: so long, at this band of discomfort."""

    hold_s: Seconds
    target_nrs: tuple[Nrs, Nrs]


class Pulse(Content, frozen=True):
    """The rhythm of a pulsed hold: pressed so long, eased so long, again and again until `hold_s` is over."""

    press_s: Annotated[int, Meta(ge=1, le=60)]
    ease_s: Annotated[int, Meta(ge=1, le=60)]


class Step(Content, frozen=True):
    """One line of a protocol: a point, its sides, the hold, its repeats, the rest between them, the comfort band.

    `hold_s` is the length of a hold of kind `time`, the cap of one `until-eased`, and the whole of the others;
    `hold_breaths` caps it by breaths too, which the person counts, whichever comes first. `rest_s` stands between
    repeats, never after the last. `target_nrs` is the comfort band [low, high]. `ramp_s` and `release_s` stand in for
    the protocol's own.
    `leave_out_if` tells the therapist when this step does not belong; a yes to a question of `leave_out_on` leaves it
    out by itself. `note` is for the therapist, `cue` is said to the client.
    """

    point: Slug
    side: PlannedSide
    hold_s: Seconds
    reps: Annotated[int, Meta(ge=1, le=10)]
    rest_s: Seconds
    target_nrs: tuple[Nrs, Nrs]
    ceiling_nrs: Nrs
    hold_kind: HoldKind = "time"
    hold_breaths: Annotated[int, Meta(ge=1, le=30)] | UnsetType = UNSET
    levels: Annotated[list[Level], Meta(min_length=2, max_length=3)] | UnsetType = UNSET
    pulse: Pulse | UnsetType = UNSET
    ramp_s: Seconds | UnsetType = UNSET
    release_s: Seconds | UnsetType = UNSET
    technique: Line | UnsetType = UNSET
    tool: Line | UnsetType = UNSET
    body_position: BodyPosition | UnsetType = UNSET
    optional: bool | UnsetType = UNSET
    leave_out_if: Text | UnsetType = UNSET
    leave_out_on: list[Slug] | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    cue: Line | UnsetType = UNSET


class Protocol(Content, frozen=True):
    """A treatment: an ordered list of steps. Its length is computed (holdwell.core.plan), never written.

    `setup_s_per_run` is the time to find the place, once for each step and side; `ramp_s` to sink in and
    `release_s` to come off slowly stand around every hold (FACTS 4.6: 5-10 s and 3-5 s). `side_order`: each step left
    then right, all left sides first, or repeats that change sides. `position_change_s` is the time to turn over,
    wherever a step's `body_position` differs from that of the step before. `format` names this format.
    """

    id: Slug
    condition: Slug
    audience: Audience
    title: Line
    summary: Text
    minimum_age: Annotated[int, Meta(ge=0, le=120)]
    setup_s_per_run: Seconds
    frequency: Frequency
    steps: Annotated[list[Step], Meta(min_length=1, max_length=60)]
    ramp_s: Seconds = 5
    release_s: Seconds = 4
    notes: list[Text] = []
    format: Literal[1] | UnsetType = UNSET
    side_order: SideOrder | UnsetType = UNSET
    position_change_s: Seconds | UnsetType = UNSET


class ProtocolVersion(Message, frozen=True):
    """A protocol with everything it uses inlined. Its digest is the SHA-256 of its JSON text (see core.digest)."""

    protocol: Protocol
    condition: Condition
    points: list[Point]
    screening: list[Question]
    zones: list[Zone]
    sources: list[Source] | UnsetType = UNSET


class LibraryProtocol(Message, frozen=True):
    """A protocol in the library, with the digest that pins this version."""

    digest: Digest
    protocol: Protocol


class Library(Message, frozen=True):
    """GET /api/library. `digest` changes with any of its content."""

    digest: Digest
    protocols: list[LibraryProtocol]
    points: list[Point]
    conditions: list[Condition]
    screening: list[Question]
    zones: list[Zone]
    sources: list[Source] | UnsetType = UNSET
    complaints: list[Complaint] | UnsetType = UNSET


# -- Facts ------------------------------------------------------------------------------------------------------------


class Fact(Message, frozen=True):
    """An immutable record. It travels and is stored as its text, which is never serialised again.

    `origin` is the installation that wrote it, `seq` that installation's gapless counter, `subject` what the fact is
    about: the session, or the document for the `..._saved` kinds. `body` is one of the bodies below, by `kind`; a
    kind that this server does not know is kept as it is.
    """

    id: Id
    kind: FactKind
    subject: Id
    client_id: Id | None
    origin: Id
    seq: Annotated[int, Meta(ge=1)]
    at: EpochMs
    body: dict[str, Any]


class FittedStep(Message, frozen=True):
    """A step as it was fitted into the minutes that were left: how many holds of it the whole plan has, 0 for none,
    and how long those are that had not begun.
    """

    step: Annotated[int, Meta(ge=0, le=1000)]
    holds: Annotated[int, Meta(ge=0, le=1000)]
    hold_ms: Millis


class SessionStarted(Message, frozen=True):
    """Body of `session_started`. The digest pins the version of the protocol that was run.

    `left_out` are points an answer took out of this plan, `left_out_steps` single steps (from 0); `halved`: an answer
    halved its holds and pressure. `sides`: which side was chosen for today, where the protocol asked. `left_ms` is
    the time there was for it, where somebody said so, and `fitted` are the steps that became fewer or shorter by it.
    """

    protocol_id: Slug
    protocol_digest: Digest
    audience: Audience
    planned_holds: Annotated[int, Meta(ge=0, le=1000)]
    planned_ms: Millis
    time_zone: Line
    title: Line | None = None
    left_out: Annotated[list[Slug], Meta(max_length=60)] = []
    halved: bool = False
    left_out_steps: Annotated[list[Annotated[int, Meta(ge=0, le=1000)]], Meta(max_length=60)] = []
    sides: ChosenSide | None = None
    left_ms: Millis | None = None
    fitted: Annotated[list[FittedStep], Meta(max_length=60)] = []


class PlanFitted(Message, frozen=True):
    """Body of `plan_fitted`: the rest of a running session was fitted into the time that was left.

    `planned_holds` and `planned_ms` are those of the whole plan from now on, what was done already included.
    """

    left_ms: Millis
    planned_holds: Annotated[int, Meta(ge=0, le=1000)]
    planned_ms: Millis
    fitted: Annotated[list[FittedStep], Meta(min_length=1, max_length=1000)]


class SessionAssigned(Message, frozen=True):
    """Body of `session_assigned`: who it was with, when told later. `null` takes the client away again."""

    client_id: Id | None


class ScreeningAnswered(Message, frozen=True):
    """Body of `screening_answered`. `action` is what a yes to this question leads to."""

    question: Slug
    answer: Literal["yes", "no"]
    action: Action


class Rating(Message, frozen=True):
    """One rating of discomfort, so long after the hold began."""

    after_ms: Millis
    nrs: Nrs


class HoldEnded(Message, frozen=True):
    """Body of `hold_ended`: complete in itself.

    `step` counts from 0, `repeat` and `attempt` from 1. `held_ms` is the time the pressure was due (never beyond
    `planned_ms`), `observed_ms` the part of it in which the app was awake to guide, `paused_ms` how long the session
    stood paused since the hold before. `level` is the highest one that was reached (from 1) where pressure was raised,
    `breaths` how many were counted, where they were. `ratings` end with the hold; later ones are `hold_rated`.
    """

    step: Annotated[int, Meta(ge=0, le=1000)]
    point: Slug
    side: Side
    repeat: Annotated[int, Meta(ge=1, le=100)]
    attempt: Annotated[int, Meta(ge=1, le=1000)]
    planned_ms: Millis
    held_ms: Millis
    observed_ms: Millis
    paused_ms: Millis
    ended_by: EndedBy
    ratings: list[Rating]
    level: Annotated[int, Meta(ge=1, le=3)] | None = None
    breaths: Annotated[int, Meta(ge=0, le=1000)] | None = None


class HoldRated(Message, frozen=True):
    """Body of `hold_rated`: how strong it was said to be while coming off, or just after; of the attempt it names.

    A hold is written when it ends, so that no kill can take it; what is said after that is a fact of its own.
    `after_ms` counts from the beginning of the hold, as in its ratings.
    """

    step: Annotated[int, Meta(ge=0, le=1000)]
    point: Slug
    side: Side
    repeat: Annotated[int, Meta(ge=1, le=100)]
    attempt: Annotated[int, Meta(ge=1, le=1000)]
    after_ms: Millis
    nrs: Nrs


class StepAdded(Message, frozen=True):
    """Body of `step_added`: a therapist added a step to the running session, at the end of its plan.

    Complete in itself: `step` is the number its holds are logged under, which no step of the protocol has.
    """

    step: Annotated[int, Meta(ge=0, le=1000)]
    point: Slug
    sides: Annotated[list[Side], Meta(min_length=1, max_length=2)]
    hold_ms: Millis
    planned_ms: Millis
    target_nrs: tuple[Nrs, Nrs]
    ceiling_nrs: Nrs


class PainRated(Message, frozen=True):
    """Body of `pain_rated`: pain 0-10 before, after, or the next day."""

    when: PainWhen
    nrs: Nrs
    region: Slug


class PainDrawn(Message, frozen=True):
    """Body of `pain_drawn`: where it hurts before or after a session, as regions of the figure with their side and the
    side of the body they are seen on (`left-shoulder-back`). Never judged; a later one of the same `when` stands.
    """

    when: DrawnWhen
    regions: Annotated[list[Slug], Meta(max_length=80)]


class ReactionReported(Message, frozen=True):
    """Body of `reaction_reported`: what made someone stop, and at which point (or none)."""

    reaction: Slug
    during: Slug | None


class CheckedIn(Message, frozen=True):
    """Body of `checked_in`: how it was the day after this session. `signs`: stop rules noticed since, by id."""

    feeling: Feeling
    is_sore: bool
    signs: Annotated[list[Slug], Meta(max_length=20)] = []


class AdviceSetAside(Message, frozen=True):
    """Body of `advice_set_aside`: a therapist goes on against the dose guard, and says why."""

    advice: Annotated[list[Slug], Meta(min_length=1, max_length=20)]
    why: Annotated[str, Meta(min_length=1, max_length=500)]


class ReviewAnswered(Message, frozen=True):
    """Body of `review_answered`: after the review interval, how it is compared with the start of this protocol."""

    protocol_id: Slug
    change: Feeling


class NoteWritten(Message, frozen=True):
    """Body of `note_written`."""

    text: Annotated[str, Meta(max_length=10_000)]


class SessionEnded(Message, frozen=True):
    """Body of `session_ended`."""

    reason: SessionReason


class ClientSaved(Message, frozen=True):
    """Body of `client_saved`: the whole document of a client. `replaces` is the id of the version it edited."""

    replaces: Id | None
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class ProtocolSaved(Message, frozen=True):
    """Body of `protocol_saved`: a version of the practice's own (the subject), as its canonical JSON text.

    `replaces`: the fact it edited; `digest`: the SHA-256 of `version`.
    """

    replaces: Id | None
    digest: Digest
    version: str


class ProtocolPutAway(Message, frozen=True):
    """Body of `protocol_put_away`: the version (a fact) that is no longer offered. Nothing is deleted by it, and what
    was edited beside it stays; a version that replaces this fact brings the protocol back.
    """

    replaces: Id


# -- Audit facts: written by the server itself, sealed by it, and read by the practice's owner -------------------------


class Audited(Message, frozen=True):
    """What every audit fact says: `by` is the device that asked for it, null the server's own command line.

    The text of an audit fact ends with its `seal`, which only the server can make (holdwell.core.audit).
    """

    by: str | None


class DevicePaired(Audited, frozen=True):
    """Body of `device_paired`; the subject is the device."""

    device_name: str
    role: Role
    client_id: Id | None


class DeviceRenamed(Audited, frozen=True):
    """Body of `device_renamed`; the subject is the device."""

    device_name: str
    before: str


class DeviceRevoked(Audited, frozen=True):
    """Body of `device_revoked`; the subject is the device."""

    device_name: str


class HandoverTaken(Audited, frozen=True):
    """Body of `handover_taken`: facts of a removed device (the subject) were taken into the practice's log."""

    device_name: str
    facts: int


class HandoverDiscarded(Audited, frozen=True):
    """Body of `handover_discarded`: facts of a removed device (the subject) were discarded, at the owner's word."""

    device_name: str
    facts: int


class PracticeExported(Audited, frozen=True):
    """Body of `practice_exported`; the subject is the practice."""

    facts: int


class PracticeImported(Audited, frozen=True):
    """Body of `practice_imported`: `facts` were new of those in the file; the subject is the practice."""

    facts: int


class PracticeRestored(Audited, frozen=True):
    """Body of `practice_restored`: the database was put back from a backup; the subject is the practice."""

    facts: int


class ClientErased(Audited, frozen=True):
    """Body of `client_erased`; the subject is the client. Whoever holds a fact of one of these subjects, or one that
    names the client, blanks it. `facts`: how many texts went on the server. Ids only, never a name.
    """

    client_id: Id
    subjects: list[str]
    facts: int


AUDIT_BODIES: dict[str, type[Audited]] = {
    "device_paired": DevicePaired,
    "device_renamed": DeviceRenamed,
    "device_revoked": DeviceRevoked,
    "handover_taken": HandoverTaken,
    "handover_discarded": HandoverDiscarded,
    "practice_exported": PracticeExported,
    "practice_imported": PracticeImported,
    "practice_restored": PracticeRestored,
    "client_erased": ClientErased,
}

# The bodies this version knows. `program_saved` joins with the feature that writes it.
FACT_BODIES: dict[str, type[Message]] = {
    "session_started": SessionStarted,
    "session_assigned": SessionAssigned,
    "screening_answered": ScreeningAnswered,
    "hold_ended": HoldEnded,
    "hold_rated": HoldRated,
    "step_added": StepAdded,
    "plan_fitted": PlanFitted,
    "pain_rated": PainRated,
    "pain_drawn": PainDrawn,
    "reaction_reported": ReactionReported,
    "checked_in": CheckedIn,
    "advice_set_aside": AdviceSetAside,
    "review_answered": ReviewAnswered,
    "note_written": NoteWritten,
    "session_ended": SessionEnded,
    "client_saved": ClientSaved,
    "protocol_saved": ProtocolSaved,
    "protocol_put_away": ProtocolPutAway,
    **AUDIT_BODIES,
}


# -- Sync: POST /api/sync and GET /api/sync ---------------------------------------------------------------------------


class SyncRequest(Message, frozen=True):
    """What a device offers (fact texts as they were written) and how far it has read.

    `filed`: by the id of a fact, the client that it was filed under, where its text does not name that client.
    """

    cursor: str | None = None
    facts: list[str] = []
    filed: dict[str, Id] = {}


class StoredFact(Message, frozen=True):
    """A fact as the server holds it: `raw` is the text its author wrote, `client_id` the client it is filed under."""

    pos: int
    device_id: str
    client_id: Id | None
    received_at: EpochMs
    raw: str


class Receipt(Message, frozen=True):
    """What the server holds of one subject by one origin, as far as the device may see it: SHA-256 over the digests of
    these facts, by rising id.
    """

    subject: str
    origin: str
    count: int
    digest: Digest


class Refused(Message, frozen=True):
    """A fact that was not taken, and why. It never blocks the others and stays on the device.

    `id` is the fact's own id where its text could be read, else `#` and its place in the request, from 0. Of a fact in
    whose place another text is held, `digest` is that of the other, where the receipt over its subject counts it.
    """

    id: str
    type: str
    title: str
    detail: str
    digest: Digest | None = None


class SyncAnswer(Message, frozen=True):
    """Everything new since the cursor, never the facts of this request. Sent only once the accepted are on disk."""

    cursor: str
    more: bool
    reset: bool
    facts: list[StoredFact]
    receipts: list[Receipt]
    refused: list[Refused]
    # Rows of the log behind this page, for words of progress; 0 on a client's device.
    left: int = 0
    # Where the record is read backwards from, by a device that begins at its end, and how many rows of the log before
    # that it reads by itself; what is older comes when somebody asks. Only to `recent`.
    older: str | None = None
    recent: int = 0


class OlderAnswer(Message, frozen=True):
    """GET /api/sync/older: sessions of before `before`, the latest first, each whole.

    `older` is where to go on, null where that was all; `recent` as in `SyncAnswer`. With `reset` the place is none of
    this log, and nothing is said.
    """

    older: str | None
    reset: bool
    facts: list[StoredFact]
    left: int
    recent: int = 0


# -- Access: pairing, devices -----------------------------------------------------------------------------------------


class CodeRequest(Message, frozen=True):
    """POST /api/codes: a code for one more device; by a therapist for a client's device only.

    `client_id` goes with the role `client`, and only with it: the device is bound to that client for good.
    """

    role: Role
    client_id: Id | None = None


class Code(Message, frozen=True):
    """A pairing code, typed or opened as a link; single use."""

    code: str
    url: str
    role: Role
    expires_at: EpochMs
    client_id: str | None = None


class PairPreviewRequest(Message, frozen=True):
    """POST /api/pair/preview: who would this code pair with? Redeems nothing.

    `claim` as in `PairRequest`: to the browser that used a code up it is answered once more.
    """

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    claim: PairClaim | None = None


class PairPreview(Message, frozen=True):
    """The practice and role behind a valid code, and the client whose device it would be."""

    practice_id: str
    practice_name: str
    role: Role
    client_id: str | None


class PairRequest(Message, frozen=True):
    """POST /api/pair: redeem a code for this browser.

    `claim` is a secret of this browser, kept until it is paired. Where the answer was lost, the same code with the same
    claim and a higher `attempt` is answered again: the same device, with a new cookie in the place of the lost one.
    """

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    device_name: Annotated[str, Meta(min_length=1, max_length=80)]
    claim: PairClaim | None = None
    attempt: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class Paired(Message, frozen=True):
    """The answer to pairing, and of GET /api/me: who this browser is to the server, and what it is called there.

    `is_publicly_trusted`: any browser trusts the server's address, so that codes for clients are made.
    """

    device_id: str
    practice_id: str
    practice_name: str
    role: Role
    client_id: str | None
    device_name: str = ""
    is_publicly_trusted: bool = True


class Device(Message, frozen=True):
    """A paired browser, as the owner sees it."""

    device_id: str
    device_name: str
    role: Role
    client_id: str | None
    created_at: EpochMs
    last_seen_at: EpochMs
    is_this: bool


class RemovedDevice(Message, frozen=True):
    """A removed device that handed over what it had not sent: so many facts wait for the owner's word."""

    device_id: str
    device_name: str
    removed_at: EpochMs
    facts: int


class Devices(Message, frozen=True):
    """GET /api/devices, for the owner, and what every change of a device answers with. `is_publicly_trusted` as in
    the status: elsewhere no code is made for a client.
    """

    devices: list[Device]
    removed: list[RemovedDevice] = []
    is_publicly_trusted: bool = True


class DeviceName(Message, frozen=True):
    """POST /api/devices/{device_id}/rename, by the owner."""

    device_name: Annotated[str, Meta(min_length=1, max_length=80)]


class Handover(Message, frozen=True):
    """POST /api/handover, by a removed device: facts it never sent, for the owner to take or to discard; and how far it
    has read, to be told whether the log is still the one that holds the others. `filed` as in `SyncRequest`.
    `practice_id`: the practice that all of it is of; apps of before do not say that.
    """

    facts: list[str]
    cursor: str | None = None
    filed: dict[str, Id] = {}
    practice_id: str | None = None


class HandedOver(Message, frozen=True):
    """What the server keeps of a hand-over, as a receipt over these facts: the device lets go of what it covers.

    `waits`: so many of these wait for the owner's word; the others are in the log. `fits`: the log is the one in which
    the device has read up to its cursor, so that all is there that it held by that.
    """

    count: int
    digest: Digest
    refused: list[Refused]
    waits: int = 0
    fits: bool = False


class HandoverWord(Message, frozen=True):
    """POST /api/devices/{device_id}/handover, by the owner: take what the removed device handed over, or discard it."""

    take: bool


class HandoverOutcome(Message, frozen=True):
    """`taken` facts are in the log now, `left_out` were not (refused, or discarded)."""

    taken: int
    left_out: int


class EraseOutcome(Message, frozen=True):
    """POST /api/clients/{client_id}/erase, by the owner: so many texts are gone, and so many devices of the client."""

    facts: int
    devices: int


class ExportNote(Message, frozen=True):
    """POST /api/exports, by the server's own command line: it is about to hand out so many facts of a practice."""

    practice_id: str
    facts: int


class PracticeRequest(Message, frozen=True):
    """POST /api/practices, by the server's own command line: one more practice on this server."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]


class PracticeMade(Message, frozen=True):
    """The answer to POST /api/practices: the new practice, and a code for its owner's device."""

    practice_id: str
    name: str
    code: Code


class PracticeRow(Message, frozen=True):
    """A practice of this server, as its command line lists it."""

    practice_id: str
    name: str
    facts: int
    devices: int


class Practices(Message, frozen=True):
    """GET /api/practices, for the server's own command line, oldest first."""

    practices: list[PracticeRow]


# -- The server about itself ------------------------------------------------------------------------------------------


class Fault(Message, frozen=True):
    """What is wrong in a protocol file, where, and what was expected. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str


class Backups(Message, frozen=True):
    """The backups of a server. `last_at` is when the last good one was begun, `failure` why a later one failed, in a
    sentence for the owner. `hour` is the daily backup's by the server's clock, None where it is off. Paths are empty
    for owners who do not keep the machine.
    """

    folder: str
    hour: int | None = None
    last_at: EpochMs | None = None
    last_file: str = ""
    failed_at: EpochMs | None = None
    failure: str = ""


class Status(Message, frozen=True):
    """GET /api/status, for the owner. `address` is where devices open the app, `is_publicly_trusted` whether any
    browser trusts that address as it comes: only there does a client's device belong. `data_path` is empty for owners
    who do not keep the machine. `is_disk_low`: clients' devices wait until there is room on its disk.
    `checked_at`: when the database was looked through and found whole, None while that is still on.
    """

    version: str
    practice_name: str
    started_at: EpochMs
    facts: int
    devices: int
    data_path: str
    protocols: int
    faults: list[Fault]
    is_publicly_trusted: bool = False
    address: str = ""
    backups: Backups | None = None
    is_disk_low: bool = False
    checked_at: EpochMs | None = None


class Health(Message, frozen=True):
    """GET /api/health. `now` is the server's clock, epoch milliseconds."""

    status: Literal["ok"]
    version: str
    now: EpochMs


class Problem(Message, frozen=True):
    """Every error: RFC 9457 problem details. `field` is the path of the wrong field, `limit` the number passed."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    limit: int | None = None
