"""A server with several practices to be asked nonsense: everybody who may ask, and what each of them must never see.

Every practice, client, protocol and name has a marker planted in its record; whoever is answered with a marker that is
not theirs has found a leak.
"""

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from limit_cases import BASES
from worlds import CONTROL_TOKEN, PUBLIC_URL, Browser, World, fact_text

PRACTICES = 3
CLIENTS = ("client-aa", "client-bb")
# The folder that the daily backups of the server go to, which the keeper of the machine may know.
FOLDER = "marker-folder"
LONG_MS = 200 * 24 * 3600 * 1000


@dataclass
class Somebody:
    """Who asks, the markers that must never be in an answer to them, and places of their log."""

    name: str
    browser: Browser
    forbidden: frozenset[str]
    headers: dict[str, str]
    cursors: list[str] = field(default_factory=list)


@dataclass
class Planted:
    """A world with everybody in it, the ids that addresses may name, and places of every log."""

    world: World
    everybody: list[Somebody]
    ids: list[str]
    cursors: list[str]


@dataclass(frozen=True)
class Markers:
    """What is planted in one practice, by who may see it."""

    number: int

    @property
    def name(self) -> str:
        """The practice's name: everybody of it."""
        return f"marker-name-{self.number}"

    @property
    def owners(self) -> frozenset[str]:
        """What was done to devices, and their names: the owner, and whoever runs the server."""
        return frozenset((f"marker-{self.number}-owner", f"marker-{self.number}-removed"))

    @property
    def tablet(self) -> str:
        """The name of the therapist's tablet: the owner's, and its own."""
        return f"marker-{self.number}-tablet"

    @property
    def staffs(self) -> frozenset[str]:
        """The record: owner and therapists."""
        return frozenset(f"marker-{self.number}-{whose}" for whose in ("aa", "bb", "staff", "protocol"))

    def of(self, client: str) -> str:
        """What is about this client: their own phone as well."""
        return f"marker-{self.number}-{client[-2:]}"

    @property
    def of_machine(self) -> frozenset[str]:
        """Where things stand on the server's machine: the owner of the first practice."""
        return frozenset({FOLDER} if self.number == 1 else ())

    @property
    def all(self) -> frozenset[str]:
        return self.owners | self.staffs | self.of_machine | {self.name, self.tablet}


def saved_body(title: str) -> dict[str, Any]:
    """The body of a fact that saves a version of this title."""
    version = copy.deepcopy(BASES["buttock"])
    version["protocol"]["title"] = title
    text = json.dumps(version, ensure_ascii=False)
    return {"replaces": None, "digest": hashlib.sha256(text.encode()).hexdigest(), "version": text}


async def plant(world: World) -> Planted:
    """Practices with two clients each, devices of every role, and a marker in every record."""
    shown = {"authorization": f"Bearer {CONTROL_TOKEN}"}
    all_markers = [Markers(number + 1) for number in range(PRACTICES)]
    every = frozenset().union(*(markers.all for markers in all_markers))
    practices = [world.app.practice.practice_id]
    for markers in all_markers[1:]:
        made = await world.browser().write("/api/practices", {"name": markers.name}, **shown)
        practices.append(made.json()["practice_id"])
    records = frozenset().union(*(markers.staffs for markers in all_markers))
    # The command line of the server's own machine may name any practice, and sees its devices, but no record.
    planted = Planted(
        world,
        [
            Somebody("nobody", world.browser(url=PUBLIC_URL), every, {}),
            Somebody("server", world.browser(), records, shown),
        ],
        [*practices, *CLIENTS],
        [],
    )
    for markers, practice_id in zip(all_markers, practices, strict=True):
        await _plant_practice(planted, markers, practice_id, every)
    await _begin_late(planted)
    return planted


async def _plant_practice(planted: Planted, markers: Markers, practice_id: str, every: frozenset[str]) -> None:
    world, number = planted.world, markers.number

    async def paired(role: Any, client: str | None = None) -> Browser:
        return await world.paired(role, client, practice_id=practice_id, url=PUBLIC_URL)

    owner, therapist, gone = await paired("owner"), await paired("therapist"), await paired("therapist")
    cursors = [(await owner.sync(_record(markers)))["cursor"]]
    planted.cursors += cursors
    tablet, removed = await therapist.device_id(), await gone.device_id()
    planted.ids += [tablet, removed, f"session-{number}3", saved_body(_title(markers))["digest"]]
    for device_id, name in ((tablet, markers.tablet), (removed, f"marker-{number}-removed")):
        await owner.write(f"/api/devices/{device_id}/rename", {"device_name": name})
    await owner.write(f"/api/devices/{removed}/revoke", {})
    # A name that nobody has any more stands in what was done.
    own = await owner.device_id()
    for name in (f"marker-{number}-owner", "A tablet"):
        await owner.write(f"/api/devices/{own}/rename", {"device_name": name})
    planted.everybody += [
        Somebody(f"owner {number}", owner, every - markers.all, {}, cursors),
        Somebody(
            f"therapist {number}", therapist, every - markers.staffs - {markers.name, markers.tablet}, {}, cursors
        ),
        Somebody(f"removed {number}", gone, every, {}),
    ]
    for client in CLIENTS:
        phone = await paired("client", client)
        planted.everybody.append(
            Somebody(f"{client} {number}", phone, every - {markers.of(client), markers.name}, {}, cursors)
        )
    # What nobody is shown could be told to nobody by mistake.
    seen = str(await owner.read_all()) + (await owner.get("/api/status")).text
    assert [marker for marker in markers.all if marker not in seen] == []
    read = str(await therapist.read_all())
    assert [marker for marker in markers.staffs if marker not in read] == []


def _title(markers: Markers) -> str:
    return f"marker-{markers.number}-protocol"


def _record(markers: Markers) -> list[str]:
    number = markers.number

    def text(at: int, **changes: Any) -> str:
        return fact_text(at, origin=f"origin-{number}", **changes)

    documents = [
        text(at, kind="client_saved", subject=client, client_id=client, body=_client(markers.of(client)))
        for at, client in enumerate(CLIENTS, 1)
    ]
    notes = [
        text(at, subject=f"session-{number}{at}", client_id=client, body={"text": marker})
        for at, (client, marker) in enumerate(
            [*((client, markers.of(client)) for client in CLIENTS), (None, f"marker-{number}-staff")], 3
        )
    ]
    protocol = text(6, kind="protocol_saved", subject=f"protocol-{number}", body=saved_body(_title(markers)))
    return [*documents, *notes, protocol]


def _client(name: str) -> Mapping[str, Any]:
    return {"replaces": None, "name": name}


async def _begin_late(planted: Planted) -> None:
    """Months later a device begins with the newer part, and its places are as good to be tried as any."""
    planted.world.clock.time_ms += LONG_MS
    for who in planted.everybody:
        if who.name.startswith(("owner", "therapist")):
            note = fact_text(90, origin=f"origin-{who.name[-1]}", subject=f"session-{who.name[-1]}9")
            await who.browser.sync([note])
            first = (await who.browser.get("/api/sync", params={"recent": "true"})).json()
            page = (await who.browser.get("/api/sync/older", params={"before": first["older"]})).json()
            places = [each for each in (first["cursor"], first["older"], page["older"]) if each is not None]
            who.cursors += places
            planted.cursors += places
