"""The table of access, asked of a real server cell by cell: routes by who asks, kinds of facts by role."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from litestar import Litestar

from access import CALLERS, ROUTES, Caller, RouteRule, may_ask, table_text
from holdwell.core.audit import AUDIT_KINDS
from holdwell.core.permissions import KINDS, ROLES
from holdwell.wire import AUDIT_BODIES, FACT_BODIES, PracticeExported, Role
from worlds import CONTROL_TOKEN, PUBLIC, PUBLIC_URL, Browser, World, fact_text, open_world, receipt_of

CLIENT = "client-aa"
# What is asked for, where a route needs more than its address; `{...}` is filled in with an id that is there.
BODIES: dict[str, Any] = {
    "/api/pair": {"code": "0000-0000", "device_name": "x"},
    "/api/pair/preview": {"code": "0000-0000"},
    "/api/sync": {"facts": []},
    "/api/handover": {"facts": []},
    "/api/devices/{device_id}/rename": {"device_name": "another"},
    "/api/devices/{device_id}/handover": {"take": True},
    "/api/practices": {"name": "Another practice"},
}
REFUSALS = {401, 403}


class Everybody:
    """One browser of every kind on one server, and the ids that addresses name."""

    def __init__(self, world: World, browsers: dict[Caller, Browser], victim: str) -> None:
        self.world = world
        self.browsers = browsers
        self.names = {"{device_id}": victim, "{client_id}": "client-zz", "{digest}": "0" * 64}

    async def ask(self, caller: Caller, rule: RouteRule) -> tuple[int, str]:
        """Status and problem type of the answer to this caller."""
        browser = self.browsers[caller]
        path = rule.path
        for name, value in self.names.items():
            path = path.replace(name, value)
        if rule.path == "/api/live":
            return await first_status(self.world, browser, path), ""
        headers = {"authorization": f"Bearer {CONTROL_TOKEN}"} if caller == "server" else {}
        if rule.method == "GET":
            answer = await browser.get(path, headers=headers)
        else:
            body = BODIES.get(rule.path, {})
            if rule.path == "/api/codes":
                body = {"role": "client", "client_id": CLIENT}
            answer = await browser.write(path, body, **headers)
        kind = answer.json().get("type", "") if answer.status_code >= 400 else ""
        return answer.status_code, kind


async def first_status(world: World, browser: Browser, path: str) -> int:
    """The status of a stream, which would never end by itself."""
    statuses: asyncio.Queue[int] = asyncio.Queue()

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.put_nowait(message["status"])

    request = browser.build_request("GET", path)
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(name.lower(), value) for name, value in request.headers.raw], "http_version": "1.1",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "root_path": "",
    }  # fmt: skip
    streaming = asyncio.create_task(cast(Any, world.app.asgi)(scope, receive, send))
    status = await statuses.get()
    streaming.cancel()
    await asyncio.wait([streaming])
    return status


@asynccontextmanager
async def everybody(folder: Path) -> AsyncIterator[Everybody]:
    async with open_world(folder, **PUBLIC) as world:
        browsers: dict[Caller, Browser] = {"nobody": world.browser(url=PUBLIC_URL), "server": world.browser()}
        browsers["owner"] = await world.paired("owner", url=PUBLIC_URL)
        browsers["therapist"] = await world.paired("therapist", url=PUBLIC_URL)
        browsers["client"] = await world.paired("client", CLIENT, url=PUBLIC_URL)
        removed = await world.paired("therapist", url=PUBLIC_URL)
        await browsers["owner"].sync([fact_text(1, kind="client_saved", subject=CLIENT, client_id=CLIENT, body=NAMED)])
        victim = (await (await world.paired("therapist", url=PUBLIC_URL)).get("/api/me")).json()["device_id"]
        gone = (await removed.get("/api/me")).json()["device_id"]
        assert (await browsers["owner"].write(f"/api/devices/{gone}/revoke", {})).status_code == 200
        browsers["removed"] = removed
        yield Everybody(world, browsers, victim)


NAMED = {"replaces": None, "name": "A. B."}


@pytest.mark.parametrize("caller", CALLERS)
async def test_A11_every_route_answers_those_of_its_row_and_nobody_else(tmp_path: Path, caller: Caller) -> None:
    async with everybody(tmp_path) as here:
        for rule in ROUTES:
            status, kind = await here.ask(caller, rule)
            # A wrong code is an answer to whoever may pair.
            is_refused = status in REFUSALS and kind != "code-not-valid"
            assert is_refused is not may_ask(caller, rule.method, rule.path), (caller, rule, status, kind)
            assert status < 500


async def test_A11_every_route_of_the_server_has_a_row(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        served = routes_of(world)
    assert served == {(rule.method, rule.path) for rule in ROUTES}


def routes_of(world: World) -> set[tuple[str, str]]:
    """Every address of the API with its methods, apart from its own documentation."""
    layer: Any = world.app.gate._api
    while not isinstance(layer, Litestar):
        layer = layer._api
    found = set()
    for route in layer.routes:
        path = route.path.replace(":str}", "}")
        for method in getattr(route, "methods", ()):
            if method in ("GET", "POST") and not path.startswith("/api/docs"):
                found.add((method, path))
    return found


def some_body(kind: str) -> dict[str, Any]:
    """A body that this kind takes: the plainest that its schema allows."""
    if kind not in FACT_BODIES:
        return {"anything": 1}
    (_,), parts = msgspec.json.schema_components([FACT_BODIES[kind]])
    body: dict[str, Any] = plainest(parts[FACT_BODIES[kind].__name__], parts)
    # Who a session was with is somebody of this practice.
    return {**body, "client_id": CLIENT} if "client_id" in body else body


def plainest(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """The plainest value of a schema."""
    if "$ref" in schema:
        return plainest(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in schema:
        return plainest(schema["anyOf"][0], parts)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: plainest(schema["properties"][name], parts) for name in schema.get("required", ())}
    if schema["type"] == "array":
        each = schema.get("prefixItems") or [schema["items"]] * schema.get("minItems", 0)
        return [plainest(item, parts) for item in each]
    if schema["type"] == "string":
        return next(text for text in ("a", CLIENT, "0" * 64) if re.search(schema.get("pattern", ""), text))
    return {"integer": schema.get("minimum", 0), "number": schema.get("minimum", 0), "boolean": False}.get(
        schema["type"]
    )


# `protocol_saved` needs a whole version and has tests of its own (test_saved.py) for both roles.
WRITTEN = [*sorted(set(KINDS) - AUDIT_KINDS - {"protocol_saved"}), "unheard_of"]
OF_THE_PRACTICE = {"protocol_put_away"}


def test_A12_every_kind_has_a_row() -> None:
    assert set(KINDS) == set(FACT_BODIES)


@pytest.mark.parametrize("role", ROLES)
async def test_A12_a_kind_is_taken_from_its_roles_only(tmp_path: Path, role: Role) -> None:
    async with open_world(tmp_path) as world:
        bound_to = CLIENT if role == "client" else None
        browser = await world.paired(role, bound_to)
        for number, kind in enumerate(WRITTEN, 1):
            client_id = None if kind in OF_THE_PRACTICE else CLIENT
            fact = fact_text(number, kind=kind, client_id=client_id, body=some_body(kind))
            refused = (await browser.sync([fact]))["refused"]
            allowed = kind not in KINDS or role in KINDS[kind].write
            assert [each["type"] for each in refused] == ([] if allowed else ["practice-only"]), kind


@pytest.mark.parametrize("role", ROLES)
async def test_A12_a_kind_is_shown_to_its_roles_only(tmp_path: Path, role: Role) -> None:
    async with open_world(tmp_path) as world:
        owner, reader = await world.paired(), await world.paired(role, CLIENT if role == "client" else None)
        texts = {}
        for number, kind in enumerate(WRITTEN, 1):
            client_id = None if kind in OF_THE_PRACTICE else CLIENT
            texts[kind] = fact_text(number, kind=kind, client_id=client_id, body=some_body(kind))
        await owner.sync(list(texts.values()))
        for kind, body in AUDIT_BODIES.items():
            said = msgspec.convert(some_body(kind), type=body)
            await world.app.auditor.note(world.app.practice.practice_id, said)
        kinds = {*texts, *AUDIT_KINDS}
        assert set(map(kind_of, (await owner.read_all())[0])) >= kinds
        seen, end = await reader.read_all()
        assert set(map(kind_of, seen)) == {kind for kind in kinds if kind not in KINDS or role in KINDS[kind].read}
        # What was not shown is behind the cursor all the same: it is neither asked for again nor said to be new.
        assert await reader.read_all(end) == ([], end)
        unchanged = await reader.get("/api/sync", params={"cursor": end}, headers={"if-none-match": f'W/"{end}"'})
        assert unchanged.status_code == 304


def kind_of(raw: str) -> str:
    kind: str = json.loads(raw)["kind"]
    return kind


async def test_A12_a_page_is_never_shared_with_whom_it_shows_too_much(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner, therapist = await world.paired("owner"), await world.paired("therapist")
        cursors = {browser: (await browser.read_all())[1] for browser in (owner, therapist)}
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 3))
        await owner.sync([fact_text(1)], cursors[owner])
        for asked in (1, 2):
            for browser, count in ((owner, 2), (therapist, 1)):
                page = (await browser.get("/api/sync", params={"cursor": cursors[browser]})).json()
                assert (len(page["facts"]), page["more"]) == (count, False), asked


async def test_A12_pages_of_one_fact_lead_over_what_is_not_shown_to_the_end(tmp_path: Path) -> None:
    async with open_world(tmp_path, page_facts=1) as world:
        owner, therapist = await world.paired("owner"), await world.paired("therapist")
        texts = []
        for number in range(1, 4):
            await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, number))
            texts.append(fact_text(number))
            await owner.sync([texts[-1]])
        await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, 9))
        seen, end = await therapist.read_all()
        assert seen == texts
        assert end == (await owner.read_all())[1]


async def test_A12_a_receipt_counts_what_is_held_also_where_it_is_not_shown(tmp_path: Path) -> None:
    """A therapist's device that has an audit fact from before brings it back, and is told the truth."""
    async with open_world(tmp_path) as world:
        owner, therapist = await world.paired("owner"), await world.paired("therapist")
        for facts in (1, 2):
            await world.app.auditor.note(world.app.practice.practice_id, PracticeExported(None, facts))
        audit = (await owner.read_all())[0]
        answer = await therapist.sync([audit[0], fact_text(1)])
        assert answer["refused"] == []
        assert {(each["count"], each["digest"]) for each in answer["receipts"]} == {
            (2, receipt_of(audit)),
            (1, receipt_of([fact_text(1)])),
        }


@pytest.mark.parametrize("role", ROLES)
async def test_U3_audit_facts_are_written_by_nobody_and_shown_to_the_owner_only(tmp_path: Path, role: Role) -> None:
    async with open_world(tmp_path) as world:
        browser = await world.paired(role, CLIENT if role == "client" else None)
        await world.paired_by_code(await world.code())
        owner = await world.paired()
        audit = [raw for raw in (await owner.read_all())[0] if kind_of(raw) in AUDIT_KINDS]
        assert len(audit) == 1
        seen = (await browser.read_all())[0]
        assert (audit[0] in seen) is (role == "owner")
        forged = audit[0].replace("a tablet", "a  phone")
        for text in (forged, audit[0].replace('"seal":"', '"seal":"0')):
            assert [each["type"] for each in (await browser.sync([text]))["refused"]] == ["server-only"]


async def test_a_therapist_makes_codes_for_clients_only(tmp_path: Path) -> None:
    async with everybody(tmp_path) as here:
        therapist = here.browsers["therapist"]
        for role in ("owner", "therapist"):
            assert (await therapist.write("/api/codes", {"role": role})).status_code == 403
        made = await therapist.write("/api/codes", {"role": "client", "client_id": CLIENT})
        assert (made.status_code, made.json()["client_id"]) == (201, CLIENT)
        phone = await here.world.paired_by_code(made.json()["code"], url=PUBLIC_URL)
        assert (await phone.get("/api/me")).json()["client_id"] == CLIENT


@pytest.mark.parametrize("body", [{"role": "client"}, {"role": "client", "client_id": "client-unknown"}])
async def test_a_code_for_a_client_names_one_that_the_practice_knows(tmp_path: Path, body: dict[str, str]) -> None:
    async with everybody(tmp_path) as here:
        answer = await here.browsers["owner"].write("/api/codes", body)
        assert (answer.status_code, answer.json()["field"]) == (400, "$.client_id")


async def test_T8_codes_for_clients_need_a_publicly_trusted_address(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        owner = await world.paired()
        await owner.sync([fact_text(1, kind="client_saved", subject=CLIENT, client_id=CLIENT, body=NAMED)])
        answer = await owner.write("/api/codes", {"role": "client", "client_id": CLIENT})
        assert (answer.status_code, answer.json()["field"]) == (400, "$.role")


def test_the_table_in_the_design_is_this_one() -> None:
    design = (Path(__file__).parents[2] / "DESIGN.md").read_text(encoding="utf-8")
    assert table_text() in design
