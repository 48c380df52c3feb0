"""Which addresses the world trusts as they come, so that codes for clients may be made there [T8]."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handshake import Brought
from holdwell.address import https_address, is_public_name, proxy_address
from holdwell.clock import SystemClock
from holdwell.reach import Reach, TrustError, open_reach
from holdwell.settings import Settings, settings_from
from holdwell.trust.brought import BroughtReach
from holdwell.trust.proxied import ProxiedReach, distrust_of
from worlds import FakeClock, World, open_world

NAME = "clinic.example"
DAY_MS = 24 * 3600 * 1000
MINUTE_MS = 60 * 1000
OF_ONE_NETWORK = (
    *("praxis.local", "praxis.lan", "praxis.home", "praxis.internal", "praxis.home.arpa", "praxis.test", "praxis"),
    *("localhost", "app.localhost", "praxis.localdomain", "praxis.intranet", "PRAXIS.LOCAL.", "", "local"),
    *("192.168.1.20", "10.0.0.4", "127.0.0.1", "100.64.0.7", "85.10.1.1", "127.1", "0x7f.0x1", "fd00::1", "2a00::1"),
)
PUBLIC_NAMES = (NAME, "local.clinic.example", "praxis.de", "localhost.clinic.example", "test.clinic.example", "a.fr.")


# -- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_ONE_NETWORK)
def test_T8_what_belongs_to_one_network_is_never_trusted_by_the_world(tmp_path: Path, name: str) -> None:
    assert not is_public_name(name)
    # Not even where this machine was made to trust a certificate for it.
    settings = Settings(data_dir=tmp_path, way="certificate")
    assert not https_address(settings, 8443, name, is_publicly_trusted=True).is_publicly_trusted


@pytest.mark.parametrize("host", ["praxis.local", "192.168.1.20:8443", "praxis.lan", "praxis:8443", "[fd00::1]:8443"])
def test_T8_a_proxy_under_a_private_name_makes_no_address_for_clients(tmp_path: Path, host: str) -> None:
    settings = settings_from(environment={"HOLDWELL_PUBLIC_URL": f"https://{host}", "HOLDWELL_DATA": str(tmp_path)})
    address = proxy_address(settings, 8000, is_publicly_trusted=True)
    assert (address.is_publicly_trusted, address.public_host) == (False, host)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_T8_a_public_name_is_worth_what_its_certificate_is(tmp_path: Path, name: str) -> None:
    assert is_public_name(name)
    settings = Settings(data_dir=tmp_path, way="proxy", public_url=f"https://{name}")
    for is_trusted in (True, False):
        assert proxy_address(settings, 8000, is_publicly_trusted=is_trusted).is_publicly_trusted is is_trusted
        assert https_address(settings, 8443, name, is_publicly_trusted=is_trusted).is_publicly_trusted is is_trusted


# -- A proxy's certificate --------------------------------------------------------------------------------------------


class Outside:
    """What the world answers when it is asked for a certificate."""

    def __init__(self) -> None:
        self.distrust: str | None = "no answer"
        self.asked: list[tuple[str, int]] = []

    async def ask(self, name: str, port: int) -> str | None:
        self.asked.append((name, port))
        return self.distrust


def proxied(folder: Path, clock: FakeClock, world: Outside, url: str = f"https://{NAME}") -> ProxiedReach:
    return ProxiedReach(Settings(data_dir=folder, way="proxy", public_url=url), clock, 8000, world.ask)


async def test_T8_behind_a_proxy_no_codes_for_clients_until_its_certificate_was_seen(tmp_path: Path) -> None:
    clock, world = FakeClock(), Outside()
    reach = proxied(tmp_path, clock, world)
    assert not reach.address.is_publicly_trusted
    [said] = await reach.news()
    assert "no codes for clients are made until this machine sees a certificate" in said
    assert "(no answer)" in said
    assert not reach.address.is_publicly_trusted
    # Not asked without end, nor said again.
    assert await reach.news() == []
    clock.time_ms += MINUTE_MS
    assert await reach.news() == []
    assert world.asked == [(NAME, 443)] * 2
    world.distrust = "unable to get local issuer certificate"
    clock.time_ms += MINUTE_MS
    [said] = await reach.news()
    assert "(unable to get local issuer certificate)" in said
    world.distrust = None
    clock.time_ms += MINUTE_MS
    [said] = await reach.news()
    assert "is trusted now as it comes" in said
    assert reach.address.is_publicly_trusted


async def test_T8_a_proxy_that_takes_another_authority_makes_no_more(tmp_path: Path) -> None:
    clock, world = FakeClock(), Outside()
    world.distrust = None
    reach = proxied(tmp_path, clock, world, f"https://{NAME}:8443")
    # All is well: that is no news.
    assert await reach.news() == []
    assert reach.address.is_publicly_trusted
    world.distrust = "self-signed certificate in certificate chain"
    clock.time_ms += DAY_MS - 1
    assert await reach.news() == []
    assert world.asked == [(NAME, 8443)]
    clock.time_ms += 1
    assert len(await reach.news()) == 1
    assert not reach.address.is_publicly_trusted


async def test_T8_a_name_of_one_network_is_asked_of_nobody(tmp_path: Path) -> None:
    clock, world = FakeClock(), Outside()
    world.distrust = None
    reach = proxied(tmp_path, clock, world, "https://praxis.local")
    [said] = await reach.news()
    assert "give the proxy a name of the public Internet" in said
    assert not reach.address.is_publicly_trusted
    assert world.asked == []


@contextlib.asynccontextmanager
async def proxy(brought: Brought) -> AsyncIterator[int]:
    """The port of a program on this machine that speaks https with this certificate."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(brought.certificate, brought.key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=serving)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_T8_the_certificate_is_asked_for_as_a_browser_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leads_nowhere(host: str, *_: object, **__: object) -> list[object]:
        raise OSError(f"{host} is not known")

    brought = Brought(tmp_path / "proxy")
    async with proxy(brought) as port:
        real = asyncio.open_connection

        async def connect(host: str, *given: Any, **named: Any) -> object:
            return await (real if host == "127.0.0.1" else leads_nowhere)(host, *given, **named)

        monkeypatch.setattr("holdwell.trust.proxied.asyncio.open_connection", connect)
        said = await distrust_of(NAME, port)
        assert said is not None
        assert "unable to get local issuer certificate" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(brought.world))
        assert await distrust_of(NAME, port) is None
        said = await distrust_of("praxis.example", port)
        assert said is not None
        assert "Hostname mismatch" in said


async def test_T8_where_nobody_answers_nothing_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(host: str, *_: object, **__: object) -> None:
        raise OSError(f"{host} is not known")

    monkeypatch.setattr("holdwell.trust.proxied.asyncio.open_connection", nobody)
    assert await distrust_of(NAME, 443) == "clinic.example is not known"

    async def never(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("holdwell.trust.proxied.asyncio.open_connection", never)
    assert await distrust_of(NAME, 443) == "no answer"


@pytest.mark.parametrize("name", ["clinic..example", ".clinic.example", f"{'a' * 64}.example"])
async def test_T8_a_name_that_is_none_is_trusted_by_nobody_and_ends_no_server(tmp_path: Path, name: str) -> None:
    # A slip in the settings, with a proxy at work on this machine.
    async with proxy(Brought(tmp_path / "proxy")) as port:
        assert await distrust_of(name, port) == f"{name} is no name"


def test_T8_a_start_behind_a_proxy_trusts_nothing_yet(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, way="proxy", public_url=f"https://{NAME}")
    reach: Reach = open_reach(settings, FakeClock(), 8000, None, None)
    assert (reach.address.url, reach.address.is_publicly_trusted) == (f"https://{NAME}", False)


# -- A certificate that is brought ------------------------------------------------------------------------------------


class Today(FakeClock):
    """The time of today, which OpenSSL looks at, and a test moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.time_ms = SystemClock().now_ms()


def brought_reach(folder: Path, brought: Brought, clock: FakeClock, name: str = NAME) -> BroughtReach:
    files = {"certificate_file": brought.certificate, "key_file": brought.key}
    return BroughtReach(Settings(data_dir=folder, way="certificate", host=name, **files), clock, 8443)


def replace(brought: Brought, by: Brought, clock: FakeClock) -> None:
    """Put other files in the place of these, some time later."""
    for file, new in ((brought.key, by.key), (brought.certificate, by.certificate)):
        file.write_bytes(new.read_bytes())
        later_s = file.stat().st_mtime + 60
        os.utime(file, (later_s, later_s))
    clock.time_ms += MINUTE_MS


async def test_T8_codes_for_clients_follow_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Today()
    brought = Brought(tmp_path / "of the world")
    good = {file: file.read_bytes() for file in (brought.key, brought.certificate)}
    monkeypatch.setenv("SSL_CERT_FILE", str(brought.world))
    reach = brought_reach(tmp_path, brought, clock)
    assert reach.address.is_publicly_trusted
    assert await reach.news() == []
    replace(brought, Brought(tmp_path / "of the practice"), clock)
    assert reach.look_again()
    assert not reach.address.is_publicly_trusted
    [said] = await reach.news()
    assert "no codes for clients are made" in said
    assert await reach.news() == []
    for file, text in good.items():
        file.write_bytes(text)
        os.utime(file, (clock.time_ms / 1000 + 600,) * 2)
    assert reach.look_again()
    assert reach.address.is_publicly_trusted


async def test_T8_one_that_ran_out_is_trusted_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Today()
    brought = Brought(tmp_path / "of the world", days=90)
    monkeypatch.setenv("SSL_CERT_FILE", str(brought.world))
    reach = brought_reach(tmp_path, brought, clock)
    clock.time_ms += 89 * DAY_MS
    assert not reach.look_again()
    assert reach.address.is_publicly_trusted
    clock.time_ms += DAY_MS
    assert not reach.address.is_publicly_trusted
    with pytest.raises(TrustError, match="ran out on"):
        reach.look_again()
    assert not reach.address.is_publicly_trusted


async def test_T8_the_server_follows_as_well(tmp_path: Path) -> None:
    is_trusted = True
    async with open_world(tmp_path, way="proxy", public_url=f"https://{NAME}", is_trusted=lambda: is_trusted) as world:
        assert await told(world) == [True] * 3
        is_trusted = False
        assert await told(world) == [False] * 3


async def told(world: World) -> list[bool]:
    """What the status, the list of devices, and a code for a client make of the address."""
    owner = await world.paired()
    status = (await owner.get("/api/status")).json()["is_publicly_trusted"]
    listed = (await owner.get("/api/devices")).json()["is_publicly_trusted"]
    refused = await owner.write("/api/codes", {"role": "client", "client_id": "client-aa"})
    return [status, listed, refused.json()["field"] != "$.role"]


async def test_T6_a_certificate_that_nears_its_end_is_said_each_day(tmp_path: Path) -> None:
    clock = Today()
    reach = brought_reach(tmp_path, Brought(tmp_path / "ends", days=16), clock)
    assert not any("runs out" in line for line in reach.lines())
    for days_left in (15, 14, 13, 12):
        clock.time_ms += DAY_MS - MINUTE_MS
        assert not reach.look_again()
        assert await reach.news() == []
        clock.time_ms += MINUTE_MS
        assert not reach.look_again()
        ends = [line for line in await reach.news() if "runs out" in line]
        assert ends == [f"holdwell: the certificate runs out in {days_left} days: renew it."] * (days_left < 15)
    clock.time_ms += 12 * DAY_MS
    with pytest.raises(TrustError, match="ran out on"):
        reach.look_again()
    assert not reach.look_again()
    assert await reach.news() == []


async def test_T8_a_name_of_one_network_that_this_machine_trusts_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = Brought(tmp_path / "own", "praxis.lan")
    monkeypatch.setenv("SSL_CERT_FILE", str(brought.world))
    reach = brought_reach(tmp_path, brought, Today(), "praxis.lan")
    assert not reach.address.is_publicly_trusted
    [said] = reach.lines()
    assert "praxis.lan is a name of one network only" in said
