"""Owns the page on which a device learns to trust the server, with the certificate and the profile to install.

Each kind of device finds its own steps open: there is a page for each, and web/trust.py picks it by what a browser says
of itself, so that no script is needed. Safari says the same on an iPad as on a Mac: there both stand open.
[T10] The addresses in numbers, for a device that does not find the name, come with what becomes of such a device.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from holdwell.trust.authority import fingerprint_of, name_of
from holdwell.trust.profile import profile_from
from holdwell.web.pages import Page, page_from_bytes
from holdwell.web.trust import PAGE

STYLE = "/trust/page.css"
FONT = "/trust/font.woff2"
CERTIFICATE = "/trust/holdwell.crt"
PROFILE = "/trust/holdwell.mobileconfig"

SYSTEMS = ("ipad", "android", "windows", "mac", "linux")
# Whose steps stand open, by path; the bare page is for whoever says nothing that is known.
OPEN_AT = {PAGE: ("ipad",), f"{PAGE}/apple": ("ipad", "mac"), **{f"{PAGE}/{each}": (each,) for each in SYSTEMS}}

_HERE = Path(__file__).parent


def trust_pages(
    authority: x509.Certificate, url: str, numbers: Sequence[str], app_folder: Path | None
) -> dict[str, Page]:
    """The page and what it needs, by path. `url` is the https address, `numbers` are those without a name.

    The font is the app's own, where it is built.
    """
    name = name_of(authority)
    page = Template(
        _template("page.html").safe_substitute(
            name=escape(name),
            url=escape(url),
            shown_url=escape(url),
            fingerprint="".join(f"<span>{group}</span> " for group in fingerprint_of(authority).split()),
            numbers=_numbers(name, numbers),
            until=authority.not_valid_after_utc.strftime("%Y-%m-%d"),
        )
    )
    style = (_HERE / "page.css").read_bytes()
    pages = {
        **{path: _opened(page, systems) for path, systems in OPEN_AT.items()},
        STYLE: page_from_bytes(style, "text/css; charset=utf-8"),
        CERTIFICATE: page_from_bytes(
            authority.public_bytes(Encoding.DER), "application/x-x509-ca-cert", is_compressible=False
        ),
        PROFILE: page_from_bytes(
            profile_from(authority, name), "application/x-apple-aspen-config", is_compressible=False
        ),
    }
    font = next((app_folder or _HERE).glob("assets/atkinson-hyperlegible-next-latin-wght-normal*.woff2"), None)
    if font is not None:
        pages[FONT] = page_from_bytes(font.read_bytes(), "font/woff2", is_compressible=False)
    return pages


def _opened(page: Template, systems: Sequence[str]) -> Page:
    """The page with the steps of these systems open. Those of one name close each other, so that two go without."""
    of_one = ' name="system"'
    open_ones = " open" if len(systems) > 1 else f"{of_one} open"
    text = page.substitute({system: open_ones if system in systems else of_one for system in SYSTEMS})
    return page_from_bytes(text.encode("utf-8"), "text/html; charset=utf-8")


def _numbers(name: str, numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    keys = "\n".join(f'<a class="button" href="{escape(url)}/">{escape(url)}</a>' for url in numbers)
    return _template("numbers.html").substitute(name=escape(name), keys=keys)


def _template(file: str) -> Template:
    return Template((_HERE / file).read_text(encoding="utf-8"))
