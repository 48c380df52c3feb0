"""`holdwell serve` with https, as a process: over the authority, over a certificate that is brought, over a proxy."""

import contextlib
import json
import os
import re
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from handshake import Brought
from holdwell.terminal import qr_text
from running import Running

COMMAND = (sys.executable, "-m", "holdwell.cli")
# As the command, but it looks at addresses and certificates ten times a second.
WATCHFUL = (
    sys.executable,
    "-c",
    "from dataclasses import replace; from holdwell import cli, process; real = process.serve; "
    "process.serve = lambda settings: real(replace(settings, renew_s=0.1)); raise SystemExit(cli.main())",
)
HOME = "127.0.0.1"
ADDRESS = "192.168.7.20"
TRUST_URL = re.compile(r"^(http://\S+:\d+)$")


def start_lan(start_server: Any, data: Path, *args: str, host: str | None = "studio", **env: str) -> Running:
    server = start_server(
        data,
        host=host,
        args=("--lan", "--listen", HOME, "--trust-port", "0", *args),
        env={"HOLDWELL_ADDRESSES": ADDRESS, **env},
        command=COMMAND,
    )
    assert isinstance(server, Running)
    return server


def context_of(server: Running) -> ssl.SSLContext:
    """Trust in the authority of this server, as a device has it."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=server.data / "authority" / "authority.pem")
    return context


class Room(httpx.HTTPTransport):
    """The network of the practice: every name is this machine, its certificate is asked for by that name."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(
            request.method,
            request.url.copy_with(host=HOME),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return super().handle_request(sent)


def device(server: Running, verify: ssl.SSLContext | None = None) -> httpx.Client:
    transport = Room(verify=verify or context_of(server))
    return httpx.Client(transport=transport, base_url=server.url, headers={"origin": server.url})


def trust_url(server: Running) -> str:
    """The page for trusting the server, by a name that resolves here."""
    return server.wait_for(TRUST_URL).replace("studio.local", HOME)


def pair(browser: httpx.Client, code: str) -> httpx.Response:
    return browser.post("/api/pair", json={"code": code, "device_name": "a tablet"})


def test_T4_a_device_that_trusts_the_authority_pairs_at_the_name(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    assert re.fullmatch(r"https://studio\.local:\d+", server.url)
    assert server.pairing_link.startswith(f"{server.url}/pair#")
    with device(server) as tablet:
        answer = pair(tablet, server.pairing_code)
        assert answer.status_code == 201
        assert "; Secure" in answer.headers["set-cookie"]
        assert tablet.get("/api/me").json()["role"] == "owner"
        status = tablet.get("/api/status").json()
        assert (status["address"], status["is_publicly_trusted"]) == (server.url, False)
        refused = tablet.post("/api/codes", json={"role": "client"})
        assert refused.status_code == 400
        assert "install a practice's authority" in refused.json()["detail"]
        assert tablet.get("/trust").text.count("Certificate Trust Settings") == 1
    with device(server, ssl.create_default_context()) as stranger, pytest.raises(httpx.ConnectError):
        stranger.get("/api/health")
    assert server.stop(within_s=2) == 0


def test_T4_numbers_work_and_other_names_do_not(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    port = httpx.URL(server.url).port
    with device(server) as tablet:
        assert tablet.get(f"https://{ADDRESS}:{port}/api/health").status_code == 200
        assert tablet.get("/api/health", headers={"host": f"other.local:{port}"}).status_code == 421
    with device(server) as tablet, pytest.raises(httpx.ConnectError, match="certificate"):
        tablet.get(f"https://192.168.7.99:{port}/api/health")


def test_T5_plain_http_shows_how_to_trust_and_nothing_else(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    url = trust_url(server)
    with httpx.Client(base_url=url, headers={"origin": url}) as neighbour:
        for path in ("/", "/trust"):
            page = neighbour.get(path)
            assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert "script-src" not in page.headers["content-security-policy"]
        by_number = server.url.replace("studio.local", ADDRESS)
        linked = set(re.findall(r'(?:href|src)="([^"]+)"', page.text)) - {f"{server.url}/", f"{by_number}/"}
        assert linked == {"/trust/page.css", "/trust/holdwell.crt", "/trust/holdwell.mobileconfig"}
        for path in (*linked, "/trust/font.woff2"):
            assert neighbour.get(path).status_code == 200
        assert neighbour.get("/trust/font.woff2").content[:4] == b"wOF2"
        certificate = x509.load_der_x509_certificate(neighbour.get("/trust/holdwell.crt").content)
        kept = x509.load_pem_x509_certificate((tmp_path / "data" / "authority" / "authority.pem").read_bytes())
        assert certificate == kept
        assert neighbour.head("/").content == b""
        for path in (
            "/api/health",
            "/api/library",
            "/pair",
            "/index.html",
            "/sw.js",
            "/trust/",
            "/trust/../api/health",
        ):
            assert neighbour.get(path).status_code == 404
        assert pair(neighbour, server.pairing_code).status_code == 404
        assert neighbour.post("/trust", json={}).status_code == 405
    with device(server) as tablet:
        assert pair(tablet, server.pairing_code).status_code == 201


def test_A5_pairing_over_plain_http_from_the_network_is_refused(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    port = httpx.URL(server.url).port
    # The https port takes no plain http at all, so nothing can be sent in the clear by mistake.
    with httpx.Client() as neighbour, pytest.raises(httpx.HTTPError):
        neighbour.post(f"http://{HOME}:{port}/api/pair", json={"code": server.pairing_code, "device_name": "x"})


def test_T10_the_terminal_says_where_how_and_with_which_fingerprint(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    assert server.wait_for(re.compile(r"(type the code)"))
    said = "".join(server.lines)
    certificate = x509.load_der_x509_certificate(httpx.get(f"{trust_url(server)}/trust/holdwell.crt").content)
    groups = re.findall(r"\b[0-9A-F]{4}\b", said.partition("fingerprint (SHA-256)")[2])[:16]
    assert "".join(groups) == certificate.fingerprint(hashes.SHA256()).hex().upper()
    for link in (server.wait_for(TRUST_URL), server.pairing_link):
        assert f"{link}\n{qr_text(link)}\n" in said
    lines = [line for line in server.lines if ADDRESS in line]
    assert all("Warning: the app belongs to the address" in line for line in lines)
    assert lines


def test_T4_the_name_stays_and_a_new_address_is_said(start_server: Any, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = start_lan(start_server, data)
    url = first.url
    port = str(httpx.URL(url).port)
    assert "has changed" not in "".join(first.lines)
    first.stop()
    again = start_lan(start_server, data, "--port", port, host=None)
    assert again.url == url
    assert again.pairing_link
    assert "has changed" not in "".join(again.lines)
    again.stop()
    moved = start_lan(start_server, data, "--port", port, host=None, HOLDWELL_ADDRESSES="192.168.7.21")
    assert moved.wait_for(re.compile("(it was 192.168.7.20 before and is 192.168.7.21 now)"))
    moved.stop()
    other = start_lan(start_server, data, host="praxis")
    assert other.wait() == 1
    assert "at another name they would find neither" in "".join(other.lines).lower()


def test_pair_reaches_a_server_that_speaks_https(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    assert server.url
    command = [*COMMAND, "pair", "--role", "therapist", "--json", "--data", str(tmp_path / "data")]
    code = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout)
    assert code["url"].startswith(f"{server.url}/pair#")
    with device(server) as tablet:
        assert pair(tablet, code["code"]).json()["role"] == "therapist"
    server.stop()
    # Without the server, the link names where the devices will find it again.
    code = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout)
    assert code["url"].startswith(f"{server.url}/pair#")


def test_T3_T4_an_address_that_changes_while_it_runs_is_served_and_said(start_server: Any, tmp_path: Path) -> None:
    addresses = tmp_path / "addresses"
    addresses.write_text(ADDRESS)
    moving = WATCHFUL[2].replace(
        "raise SystemExit",
        "from pathlib import Path; from holdwell.trust import lan; "
        f"lan.private_addresses = lambda _: Path({str(addresses)!r}).read_text().split(); raise SystemExit",
    )
    server = start_server(
        tmp_path / "data",
        host="studio",
        args=("--lan", "--listen", HOME, "--trust-port", "0"),
        command=(*WATCHFUL[:2], moving),
    )
    port = httpx.URL(server.url).port
    addresses.write_text("192.168.7.21")
    assert server.wait_for(re.compile("(it was 192.168.7.20 before and is 192.168.7.21 now)"))
    assert server.wait_for(re.compile("(certificate renewed)"))
    for _ in range(100):
        try:
            with device(server) as tablet:
                assert tablet.get(f"https://192.168.7.21:{port}/api/health").status_code == 200
                assert tablet.get("/api/health").status_code == 200
                break
        except httpx.TransportError:
            continue
    else:
        raise AssertionError("the new address was never served")
    with device(server) as tablet, pytest.raises(httpx.ConnectError, match="certificate"):
        tablet.get(f"https://{ADDRESS}:{port}/api/health")
    assert server.stop() == 0


def test_what_stands_in_the_way_is_a_plain_sentence(start_server: Any, tmp_path: Path) -> None:
    server = start_lan(start_server, tmp_path / "data")
    taken = trust_url(server).rpartition(":")[2]
    second = start_lan(start_server, tmp_path / "other", "--trust-port", taken)
    assert second.wait() == 1
    assert f"Cannot listen on 127.0.0.1:{taken}" in "".join(second.lines)
    assert "Name another one with --trust-port" in "".join(second.lines)
    server.stop()
    (tmp_path / "data" / "authority" / "authority.pem").write_text("damaged")
    third = start_lan(start_server, tmp_path / "data")
    assert third.wait() == 1
    assert "does not hold an authority whole. It was left as it is" in "".join(third.lines)
    assert "Traceback" not in "".join(second.lines + third.lines)


# -- A certificate that is brought ------------------------------------------------------------------------------------


def start_brought(
    start_server: Any, data: Path, brought: Brought, *, command: tuple[str, ...] = COMMAND, **env: str
) -> Running:
    server = start_server(
        data,
        host="clinic.example",
        args=("--cert", str(brought.certificate), "--key", str(brought.key), "--listen", HOME),
        env=env,
        command=command,
    )
    assert isinstance(server, Running)
    return server


def trusting(brought: Brought) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(brought.world))


def serial_served(server: Running) -> int:
    url = httpx.URL(server.url)
    pem = ssl.get_server_certificate((HOME, url.port or 443), timeout=5)
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


def test_T6_a_certificate_that_the_world_trusts_serves_its_name(start_server: Any, tmp_path: Path) -> None:
    brought = Brought(tmp_path / "brought")
    server = start_brought(start_server, tmp_path / "data", brought, SSL_CERT_FILE=str(brought.world))
    assert server.url.startswith("https://clinic.example:")
    with device(server, trusting(brought)) as tablet:
        assert pair(tablet, server.pairing_code).status_code == 201
        status = tablet.get("/api/status").json()
        assert (status["address"], status["is_publicly_trusted"]) == (server.url, True)
        refused = tablet.post("/api/codes", json={"role": "client"}).json()
        assert refused["detail"].startswith("$.client_id: expected a client whom the server knows")
        # There is nothing to trust by hand: the app answers here as everywhere.
        assert "Certificate Trust Settings" not in tablet.get("/trust").text
    assert not (tmp_path / "data" / "authority").exists()
    assert "does not trust" not in "".join(server.lines)


def test_T6_a_certificate_of_nobody_is_served_but_not_called_trusted(start_server: Any, tmp_path: Path) -> None:
    brought = Brought(tmp_path / "brought")
    server = start_brought(start_server, tmp_path / "data", brought)
    with device(server, trusting(brought)) as tablet:
        assert pair(tablet, server.pairing_code).status_code == 201
        assert tablet.get("/api/status").json()["is_publicly_trusted"] is False
    assert "does not trust the certificate as it comes" in "".join(server.lines)


def test_T6_a_renewed_certificate_is_served_without_a_new_start(start_server: Any, tmp_path: Path) -> None:
    brought = Brought(tmp_path / "brought")
    server = start_brought(start_server, tmp_path / "data", brought, command=WATCHFUL, SSL_CERT_FILE=str(brought.world))
    assert server.pairing_link
    assert serial_served(server) == brought.serial
    with device(server, trusting(brought)) as tablet:
        pair(tablet, server.pairing_code)
        with tablet.stream("GET", "/api/live") as stream:
            said = stream.iter_raw()
            assert next(said).startswith(b"retry")
            brought.certificate.write_bytes(b"half of it")
            assert server.wait_for(re.compile("(The server goes on with what it has)"))
            assert serial_served(server) == brought.serial
            renewed = Brought(tmp_path / "renewed")
            brought.key.write_bytes(renewed.key.read_bytes())
            brought.certificate.write_bytes(renewed.certificate.read_bytes())
            assert server.wait_for(re.compile("(certificate renewed)"))
            # The open stream is ended, so that the device asks again.
            assert b"event: more" not in b"".join(said)
    assert wait_for_serial(server, renewed.serial)
    with device(server, trusting(renewed)) as again:
        assert again.get("/api/health").status_code == 200
    assert server.stop() == 0


def wait_for_serial(server: Running, serial: int) -> bool:
    """Is this certificate served, within what a person would wait? Between two listeners nobody answers."""
    until_s = time.monotonic() + 10
    while time.monotonic() < until_s:
        with contextlib.suppress(OSError):
            if serial_served(server) == serial:
                return True
    return False


# -- Behind a proxy ---------------------------------------------------------------------------------------------------


def test_T7_behind_a_proxy_devices_use_the_public_name(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", args=("--public-url", "https://clinic.example"), command=COMMAND)
    assert server.url == "https://clinic.example"
    assert server.pairing_link.startswith("https://clinic.example/pair#")
    data = ["--data", str(tmp_path / "data")]
    made = subprocess.run(
        [*COMMAND, "pair", "--role", "owner", *data], capture_output=True, text=True, timeout=30, env=os.environ
    )
    assert "https://clinic.example/pair#" in made.stdout
    # What its certificate is worth is asked in the background; here nobody answers by that name.
    assert server.wait_for(re.compile("(no codes for clients are made until this machine sees a certificate)"))
    assert server.stop() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cert", "cert.pem"], "expected both --cert FILE and --key FILE"),
        (["--cert", "no.pem", "--key", "key.pem"], "cert: expected a file, found none"),
        (["--cert", "cert.pem", "--key", "key.pem"], "--cert needs --host NAME"),
        (["--lan", "--public-url", "https://x.example"], "expected only one of them"),
        (["--public-url", "http://x.example"], "public-url: expected https://NAME"),
        (["--public-url", "https://x.example/app"], "public-url: expected https://NAME"),
        (["--public-url", "https://x.example:many"], "public-url: expected https://NAME"),
        (["--public-url", "https://x.example", "--listen", "0.0.0.0"], "listens on this machine only"),
        (["--listen", "somewhere"], "listen: expected an address"),
        (["--trust-port", "70000"], "trust-port: expected a whole number"),
        (["--lan", "--host", "192.168.7.20"], "--lan needs a name"),
    ],
)
def test_settings_that_do_not_fit_are_plain_sentences(tmp_path: Path, arguments: list[str], said: str) -> None:
    brought = Brought(tmp_path)
    assert brought.certificate.exists()
    done = subprocess.run(
        [*COMMAND, "serve", "--port", "0", "--data", str(tmp_path / "data"), *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
