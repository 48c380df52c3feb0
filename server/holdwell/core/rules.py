"""THE HOUSE RULES: their ids, sentences, sources and numbers, in one table.

Owns L1 to L24 and what they count with. What keeps them is checked in `holdwell.core.outline` (points, zones) and
`holdwell.core.limits` (protocols). It must never read a file, and a rule is never loosened to let a file pass.
Holds are in seconds, discomfort in 0-10.
"""

import re
from collections.abc import Iterator, Mapping
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
    "L23": Rule("The questions for everybody and those of the condition are asked first.", "FACTS 4.3, 4.10"),
    "L24": Rule("A protocol carries everything it names.", "DESIGN 3"),
}


class Break(NamedTuple):
    """A rule that is not kept, at this path of the document, in words."""

    rule: RuleId
    path: Path
    sentence: str


Found = Iterator[tuple[Path, str]]


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


_CLAIM = re.compile(
    r"\b(cures?|cured|heals?|healed|healing|proven|guarantee\w*|toxins?|detox\w*|adhesions?|realign\w*|"
    r"decompress\w*|no pain,? no gain)\b",
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
