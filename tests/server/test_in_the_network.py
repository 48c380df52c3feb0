"""A server that other machines reach, asked at the address of this machine in the network rather than at loopback."""

import ssl
from pathlib import Path
from typing import Any

import httpx
from zeroconf import AddressResolver, IPVersion
from zeroconf.asyncio import AsyncZeroconf

from here import address_here
from rooms import ADDRESS

ANSWERED_WITHIN_MS = 10_000


def test_A5_over_https_whoever_is_not_this_machine_pairs(start_server: Any, tmp_path: Path) -> None:
    here = address_here()
    args = ("--lan", "--listen", here.address, "--trust-port", "0")
    server = start_server(tmp_path / "data", host="studio.lan", args=args, env={"HOLDWELL_ADDRESSES": ADDRESS})
    by_address = server.url.replace("studio.lan", here.address)
    headers = {"host": httpx.URL(server.url).netloc.decode(), "origin": server.url}
    trust = ssl.create_default_context(cafile=str(server.data / "authority" / "authority.pem"))
    with httpx.Client(base_url=by_address, verify=trust, headers=headers, trust_env=False) as tablet:
        asked = {"sni_hostname": "studio.lan"}
        # Who is this machine may read these numbers, so that is known here who asks.
        numbers = tablet.get("/metrics", extensions=asked)
        assert (numbers.status_code == 200) is here.is_loopback
        body = {"code": server.pairing_code, "device_name": "a tablet"}
        assert tablet.post("/api/pair", json=body, extensions=asked).status_code == 201


def test_A5_over_plain_http_only_this_machine_pairs(start_server: Any, tmp_path: Path) -> None:
    here = address_here()
    server = start_server(tmp_path / "data", host=here.address)
    with httpx.Client(base_url=server.url, headers={"origin": server.url}, trust_env=False) as browser:
        answer = browser.post("/api/pair", json={"code": server.pairing_code, "device_name": "a tablet"})
    told = (answer.status_code, answer.json().get("type"))
    assert told == ((201, None) if here.is_loopback else (403, "https-needed"))


async def test_T9_serve_announces_its_name_in_the_network(start_server: Any, tmp_path: Path) -> None:
    name = "holdwell-test-serve"
    args = ("--lan", "--trust-port", "0")
    server = start_server(tmp_path / "data", host=name, args=args, env={"HOLDWELL_ADDRESSES": ADDRESS})
    assert server.url.startswith(f"https://{name}.local:")
    neighbour = AsyncZeroconf(ip_version=IPVersion.V4Only)
    try:
        asking = AddressResolver(f"{name}.local.")
        await asking.async_request(neighbour.zeroconf, ANSWERED_WITHIN_MS)
        assert asking.parsed_addresses() == [ADDRESS], "".join(server.lines)
        assert server.stop() == 0
    finally:
        await neighbour.async_close()
