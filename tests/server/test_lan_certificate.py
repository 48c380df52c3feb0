"""A certificate that a practice brings, a proxy in front, and for whom codes may be made."""

import os
from pathlib import Path
from typing import Any

import pytest

from handshake import Brought
from holdwell.address import hosts_of, https_address, plain_address, url_of
from holdwell.clock import SystemClock
from holdwell.core.visibility import reason_against_code
from holdwell.reach import TrustError
from holdwell.settings import Settings, SettingsError, settings_from
from holdwell.trust.certificate import look_at
from worlds import World, open_world

NOW_MS = SystemClock().now_ms()
PUBLIC = "https://clinic.example"


def said_of(brought: Brought, name: str = "clinic.example", **files: Path) -> str:
    with pytest.raises(TrustError) as told:
        look_at(files.get("certificate", brought.certificate), files.get("key", brought.key), name, NOW_MS)
    return str(told.value)


def test_T6_a_certificate_that_fits_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought = Brought(tmp_path)
    seen = look_at(brought.certificate, brought.key, "clinic.example", NOW_MS)
    assert 89 < seen.days_left < 91
    assert seen.distrust is not None
    assert "unable to get local issuer certificate" in seen.distrust
    monkeypatch.setenv("SSL_CERT_FILE", str(brought.world))
    assert look_at(brought.certificate, brought.key, "clinic.example", NOW_MS).distrust is None


def test_T6_a_name_with_a_star_covers_one_label(tmp_path: Path) -> None:
    brought = Brought(tmp_path, "*.clinic.example")
    assert look_at(brought.certificate, brought.key, "app.clinic.example", NOW_MS).days_left > 0
    for name in ("clinic.example", "a.b.clinic.example", "appclinic.example"):
        assert said_of(brought, name).endswith(f"names *.clinic.example, not {name}: give that name to --host.")


def test_T6_mistakes_are_told_in_plain_words(tmp_path: Path) -> None:
    brought, other = Brought(tmp_path / "one"), Brought(tmp_path / "two")
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    assert "does not belong to the certificate" in said_of(brought, key=other.key)
    assert "names clinic.example, not praxis.example" in said_of(brought, "praxis.example")
    assert "holds a key, not a certificate" in said_of(brought, certificate=brought.key)
    assert "holds no certificate in PEM" in said_of(brought, certificate=empty)
    assert "holds no private key in PEM" in said_of(brought, key=brought.certificate)
    assert "holds no private key in PEM" in said_of(brought, key=empty)
    assert "cannot be read (No such file or directory)" in said_of(brought, key=tmp_path / "gone.pem")
    assert "cannot be read (Is a directory)" in said_of(brought, certificate=tmp_path)
    locked = Brought(tmp_path / "locked", password=b"secret")
    assert "is locked with a password" in said_of(locked)


def test_T6_a_certificate_out_of_its_time_is_told(tmp_path: Path) -> None:
    assert "ran out on" in said_of(Brought(tmp_path / "old", since_days=-90, days=-1))
    assert "is this machine's clock right?" in said_of(Brought(tmp_path / "new", since_days=2, days=90))


def test_T6_an_unreadable_key_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought = Brought(tmp_path)

    def refuse(file: Path) -> bytes:
        raise PermissionError(13, os.strerror(13), str(file))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read (Permission denied)" in said_of(brought)


# -- A proxy ----------------------------------------------------------------------------------------------------------

FROM_PROXY = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}


async def pair(world: World, host: str, origin: str, client: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """The status and what kind of answer, of a pairing through `host` with these headers."""
    browser = world.browser(client=(client, 4000))
    sent = {"host": host, "origin": origin, **headers}
    body = {"code": await world.code(), "device_name": "a phone"}
    answer = await browser.post("/api/pair", json=body, headers=sent)
    return answer.status_code, answer.headers.get("set-cookie", answer.json().get("type", ""))


async def test_T7_a_proxy_on_this_machine_is_believed(tmp_path: Path) -> None:
    async with open_world(tmp_path, way="proxy", public_url=PUBLIC) as world:
        status, cookie = await pair(world, "clinic.example", PUBLIC, **FROM_PROXY)
        assert status == 201
        assert cookie.endswith("; Secure")
        # Whatever stood before the proxy's own word is anybody's.
        chain = {**FROM_PROXY, "x-forwarded-for": "127.0.0.1, 203.0.113.9", "x-forwarded-proto": "http"}
        assert await pair(world, "clinic.example", "http://clinic.example", **chain) == (403, "https-needed")


async def test_T7_who_does_not_say_where_a_request_came_from_is_not_this_machine(tmp_path: Path) -> None:
    async with open_world(tmp_path, way="proxy", public_url=PUBLIC) as world:
        assert await pair(world, "clinic.example", "http://clinic.example") == (403, "https-needed")
        only_for = {"x-forwarded-for": "203.0.113.9"}
        assert await pair(world, "localhost:8000", "http://localhost:8000", **only_for) == (403, "https-needed")
        garbled = {"x-forwarded-for": "127.0.0.1, ???"}
        assert await pair(world, "localhost:8000", "http://localhost:8000", **garbled) == (403, "https-needed")
        status, cookie = await pair(world, "localhost:8000", "http://localhost:8000")
        assert status == 201
        assert "Secure" not in cookie


async def test_T7_nobody_else_is_believed(tmp_path: Path) -> None:
    async with open_world(tmp_path, way="proxy", public_url=PUBLIC) as world:
        forged = {**FROM_PROXY, "x-forwarded-for": "127.0.0.1"}
        assert await pair(world, "clinic.example", PUBLIC, "192.168.7.9", **forged) == (403, "wrong-origin")
    async with open_world(tmp_path / "plain") as world:
        told = await pair(world, "localhost:8000", "https://localhost:8000", "192.168.7.9", **forged)
        assert told == (403, "wrong-origin")
        assert await pair(world, "localhost:8000", "http://localhost:8000", "192.168.7.9", **forged) == (
            403,
            "https-needed",
        )


async def test_T7_host_and_origin_are_the_public_ones(tmp_path: Path) -> None:
    async with open_world(tmp_path, way="proxy", public_url=PUBLIC) as world:
        for host, origin in (
            ("evil.example", PUBLIC),
            ("clinic.example:8000", PUBLIC),
            ("clinic.example", "https://evil.example"),
        ):
            status, kind = await pair(world, host, origin, **FROM_PROXY)
            assert (status, kind) in ((421, "wrong-host"), (403, "wrong-origin"))
        status = (await (await world.paired()).get("/api/status")).json()
        assert (status["address"], status["is_publicly_trusted"]) == (PUBLIC, True)


# -- Codes ------------------------------------------------------------------------------------------------------------


def test_T8_codes_for_clients_need_an_address_the_world_trusts() -> None:
    reason = reason_against_code("client", is_publicly_trusted=False)
    assert reason is not None
    assert "a client must never install a practice's authority" in reason
    assert reason_against_code("client", is_publicly_trusted=True) is None
    for role in ("owner", "therapist"):
        for trusted in (True, False):
            assert reason_against_code(role, is_publicly_trusted=trusted) is None


async def test_T8_a_server_says_why_it_makes_no_code_for_a_client(tmp_path: Path) -> None:
    wanted: list[tuple[dict[str, Any], str, str]] = [
        ({}, "$.role", "install a practice's authority"),
        ({"public_url": PUBLIC}, "$.client_id", "try again"),
    ]
    for number, (settings, field, said) in enumerate(wanted):
        async with open_world(tmp_path / str(number), **settings) as world:
            owner = await world.paired()
            refused = await owner.write("/api/codes", {"role": "client"})
            assert (refused.status_code, refused.json()["field"]) == (400, field)
            assert refused.json()["detail"].endswith(said)


# -- Settings and addresses -------------------------------------------------------------------------------------------


def test_the_environment_sets_what_arguments_set(tmp_path: Path) -> None:
    lan = settings_from(
        environment={"HOLDWELL_LAN": "1", "HOLDWELL_TRUST_PORT": "9000", "HOLDWELL_ADDRESSES": "10.0.0.4, fd00::1"}
    )
    assert (lan.way, lan.port, lan.trust_port, lan.bind_address) == ("lan", 8443, 9000, "0.0.0.0")
    assert lan.addresses == ("10.0.0.4", "fd00::1")
    proxied = settings_from(environment={"HOLDWELL_PUBLIC_URL": "https://Clinic.Example:443/"})
    assert (proxied.way, proxied.public_url, proxied.bind_address) == ("proxy", PUBLIC, "127.0.0.1")
    brought = Brought(tmp_path)
    files = {"HOLDWELL_CERT": str(brought.certificate), "HOLDWELL_KEY": str(brought.key)}
    own = settings_from(environment={**files, "HOLDWELL_HOST": "clinic.example", "HOLDWELL_LISTEN": "::"})
    assert (own.way, own.bind_address, own.port) == ("certificate", "::", 8443)
    plain = settings_from(environment={})
    assert (plain.way, plain.port, plain.bind_address) == ("plain", 8000, "127.0.0.1")
    with pytest.raises(SettingsError, match="HOLDWELL_ADDRESSES: expected addresses"):
        settings_from(environment={"HOLDWELL_ADDRESSES": "here"})


def test_addresses_leave_out_a_port_that_goes_without_saying(tmp_path: Path) -> None:
    assert url_of("https", "clinic.example", 443) == "https://clinic.example"
    assert url_of("https", "fd00::1", 8443) == "https://[fd00::1]:8443"
    assert {"clinic.example", "clinic.example:443", "localhost"} <= hosts_of("https", ["Clinic.example"], 443)
    assert "clinic.example" not in hosts_of("https", ["clinic.example"], 8443)
    everywhere = Settings(data_dir=tmp_path, way="lan", listen="::")
    here = https_address(everywhere, 8443, "studio.local", ["fd00::1"], is_publicly_trusted=False)
    assert here.local == "https://[::1]:8443"
    assert "[fd00::1]:8443" in here.hosts
    one = Settings(data_dir=tmp_path, host="192.168.7.20")
    assert plain_address(one, 8000).local == "http://192.168.7.20:8000"
