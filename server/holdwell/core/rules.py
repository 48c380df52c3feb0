"""THE HOUSE RULES: their ids, sentences, sources and numbers, in one table.

Owns L1 to L33 and what they count with. What keeps them is checked in `holdwell.core.outline` (points, zones),
`holdwell.core.steps` (how a step is given) and `holdwell.core.limits` (whole protocols). It must never read a file, and
a rule is never loosened to let a file pass. Holds are in seconds, discomfort in 0-10.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from holdwell import wire
from holdwell.core.plan import MS_PER_MINUTE

HOLD_S_AT_MOST = 90
POINT_AND_SIDE_S_AT_MOST = 180
NEAR_NERVE_HOLD_S_AT_MOST = 30
SELF_CARE_HOLD_S_AT_MOST = 60
SELF_CARE_PLAN_MS_AT_MOST = 20 * MS_PER_MINUTE
PLAN_MS_AT_MOST = 60 * MS_PER_MINUTE
CEILING_NRS_AT_MOST: dict[wire.Audience, int] = {"therapist": 7, "self-care": 6}
RAMP_S = (5, 10)
RELEASE_S = (3, 5)
REST_S_AT_LEAST = 10
SELF_CARE_AGE_AT_LEAST = 18
HOURS_BETWEEN_AT_LEAST: dict[wire.Audience, int] = {"therapist": 48, "self-care": 24}
SAME_POINT_HOURS_AT_LEAST = 48
PER_WEEK_AT_MOST: dict[wire.Audience, int] = {"therapist": 3, "self-care": 4}
FRONT_OF_NECK = "anterior-neck"
PLAIN_NAME_AT_MOST = 40
FINGERS = "fingers"
CLOT_QUESTION = "clot-signs"
# From below the hollow of the knee to the ankle, on the back outline, in percent of its height.
CALF_Y = (65.0, 95.0)
POSITION_CHANGE_S = (10, 120)
# A raise sinks in anew (FACTS 4.6: 5 to 10 s), and a rhythm must be slow enough to be followed by hand.
LEVEL_S_AT_LEAST = 10
PULSE_S_AT_LEAST = 2

RuleId = str
Path = tuple[str | int, ...]
Sided = Literal["left", "right"]
SIDES: tuple[Sided, Sided] = ("left", "right")


class Rule(NamedTuple):
    """A rule of the house. `source`: what it rests on, a section of the clinical facts (FACTS) or of the design."""

    sentence: str
    source: str


RULES: dict[RuleId, Rule] = {
    "L1": Rule("A hold lasts at most 90 s.", "FACTS 1.2, 4.6"),
    "L2": Rule("One point gets at most 180 s a side in a session, over all steps and repeats.", "FACTS 1.2, 4.6"),
    "L3": Rule("On the face and hand and near nerves a hold lasts at most 30 s.", "FACTS 4.6"),
    "L4": Rule("In self-care a hold lasts at most 60 s.", "FACTS 4.6, 4.10"),
    "L5": Rule("A self-care plan takes at most 20 minutes.", "FACTS 4.7"),
    "L6": Rule("A therapist-only point is never part of self-care.", "FACTS 4.10"),
    "L7": Rule("No point lies in a zone that forbids it.", "FACTS 4.10"),
    "L8": Rule("The comfort band lies below the ceiling, and both within what the point allows.", "FACTS 1.2, 4.10"),
    "L9": Rule("A hold stays within the point's own range.", "FACTS 4.6"),
    "L10": Rule("The front of the neck: by a therapist only, and one side only in a protocol.", "FACTS 4.6"),
    "L11": Rule("Pressure sinks in over 5 to 10 s and comes off over 3 to 5 s.", "FACTS 4.6"),
    "L12": Rule("At least 10 s of rest lie between repeats.", "FACTS 4.6"),
    "L13": Rule("No plan takes more than 60 minutes.", "FACTS 4.7"),
    "L14": Rule("Self-care is for people of 18 and older.", "FACTS 4.2"),
    "L15": Rule("A protocol is not repeated more often than studied.", "FACTS 4.7"),
    "L16": Rule("A step's side fits its point.", "DESIGN 1"),
    "L17": Rule("Left and right mirror each other, and every zone has an inside.", "DESIGN 1"),
    "L18": Rule("In self-care neck and face are pressed with fingers only.", "FACTS 4.10"),
    "L19": Rule("A point names every zone that its search area touches.", "FACTS 4.10"),
    "L20": Rule("No self-care point lies in the search area of a therapist-only point.", "FACTS 4.10"),
    "L21": Rule("Each point has its own short plain name.", "DESIGN 1"),
    "L22": Rule("Nothing is promised that is not known.", "FACTS 1.6"),
    "L23": Rule("The questions for everybody, of the condition and of the points are asked first.", "FACTS 4.3, 4.10"),
    "L24": Rule("A protocol carries everything it names.", "DESIGN 3"),
    "L25": Rule("Only holds that can be followed are run: levels of 10 s or more, pulses of 2 s or more.", "FACTS 4.6"),
    "L26": Rule("Levels and pulses stand with their own kind of hold, and fit into it.", "FACTS 1.2"),
    "L27": Rule("At the calf the clot question is asked again before every step.", "FACTS 4.4, 4.10"),
    "L28": Rule("With sides that alternate, at least 10 s pass before a side's next hold.", "FACTS 4.6"),
    "L29": Rule("A step is pressed only with what its point allows.", "FACTS 4.10"),
    "L30": Rule("Nobody turns back into a position that was left; turning over takes 10 to 120 s.", "DESIGN 5"),
    "L31": Rule("A step is left out on a question that is asked, and one step at least always stays.", "FACTS 4.3"),
    "L32": Rule("A question says what its yes changes.", "FACTS 4.2"),
    "L33": Rule("A complaint leads to points, each once, or to a stop, and never to both.", "FACTS 4.1"),
    "L34": Rule("In self-care the pressure stays the same through a hold.", "FACTS 1.2"),
}


class Break(NamedTuple):
    """A rule that is not kept, at this path of the document, in words."""

    rule: RuleId
    path: Path
    sentence: str


Found = Iterator[tuple[Path, str]]


class Case(NamedTuple):
    """A protocol with the points its steps name; a step whose point is not there is L24's matter alone.

    `asked`: the questions that are asked before it; None where that cannot be told, since its condition is not known.
    """

    protocol: wire.Protocol
    points: Mapping[str, wire.Point]
    zones: Sequence[wire.Zone]
    asked: Collection[str] | None

    def steps(self) -> Iterator[tuple[int, wire.Step, wire.Point]]:
        """The steps whose point is known."""
        for index, step in enumerate(self.protocol.steps):
            if step.point in self.points:
                yield index, step, self.points[step.point]

    @property
    def is_self_care(self) -> bool:
        """Whether nobody trained is there."""
        return self.protocol.audience == "self-care"


def use_of(point: wire.Point, audience: wire.Audience) -> wire.TherapistUse | wire.SelfUse | None:
    """How this point is pressed by this audience; None where it must not be."""
    if audience == "therapist":
        return point.therapist
    return None if point.self_care == "therapist-only" else point.self_use


def is_near_nerve(point: wire.Point) -> bool:
    """Whether holds here are short for everybody: on the face, the hand, or where a nerve lies under the finger."""
    is_face_or_hand = bool({point.view, point.region} & {"head", "hand"})
    return is_face_or_hand or point.therapist.hold_s.max <= NEAR_NERVE_HOLD_S_AT_MOST


def is_front_of_neck(point: wire.Point) -> bool:
    """Whether the great vessels of the neck are near."""
    return FRONT_OF_NECK in point.zones_nearby


def is_on_neck_or_face(point: wire.Point) -> bool:
    """Whether only fingers belong here, where nobody trained is there."""
    return point.region in ("head", "neck") or point.view == "head"


_CALF_MUSCLE = re.compile("gastrocnem|soleus", re.IGNORECASE)


def is_calf(point: wire.Point) -> bool:
    """Whether a hidden clot could lie under the finger: by its place on the back of the lower leg, by its region, or by
    its muscle, so that no other name or marker gets around it."""
    low, high = CALF_Y
    is_back_of_leg = point.outline == "back" and (point.region == "leg" or low <= point.position.right.y <= high)
    return is_back_of_leg or _CALF_MUSCLE.search(point.muscle.latin) is not None


_CLAIM = re.compile(
    r"\b(cures?|cured|heals?|healed|healing|proven|guarantee\w*|toxins?|detox\w*|adhesions?|realign\w*|"
    r"decompress\w*|no pain,? no gain|lactic acid|(releas|free)\w*( the| a| your)? nerves?|"
    r"(improv|boost|increas|stimulat|better)\w*( the| your| blood)* (circulation|flow))\b",
    re.IGNORECASE,
)


def claims_in(texts: Mapping[str, str]) -> Found:
    """The first promise in each text; the paths are the names of the texts."""
    for name, text in texts.items():
        claim = _CLAIM.search(text)
        if claim:
            yield (
                (name,),
                f'{name}: "{claim[0]}" promises what is not known; what must not be claimed belongs under must_not_say',
            )
