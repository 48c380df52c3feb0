"""The page for trusting a server: whose steps stand open on it."""

import re

import httpx
import pytest

from holdwell.trust.authority import make_authority
from holdwell.trust.page import trust_pages
from holdwell.web.trust import TrustPages
from worlds import START_MS

NAME = "studio.local"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "systems"),
    [
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {SAFARI}", ["iPad and iPhone"]),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI}", ["iPad and iPhone", "Mac"]),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME}", ["Mac"]),
        (f"Mozilla/5.0 (Linux; Android 15) {CHROME}", ["Android"]),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", ["Windows"]),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ["Linux"]),
        ("", ["iPad and iPhone"]),
    ],
)
async def test_the_page_opens_the_steps_of_this_device(said: str, systems: list[str]) -> None:
    authority = make_authority(NAME, START_MS).certificate
    pages = TrustPages(trust_pages(authority, f"https://{NAME}:8443", [], None))
    for path in ("/", "/trust"):
        page = await page_for(pages, path, said)
        assert re.findall(r"<details[^>]* open>\s*<summary>([^<]*)", page) == systems
        assert page.count("<details") == 5


async def page_for(pages: TrustPages, path: str, said: str) -> str:
    transport = httpx.ASGITransport(app=pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers={"user-agent": said}) as client:
        return (await client.get(path)).text
