"""Owns the page on which a device learns to trust the server, with the certificate and the profile to install.

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

_HERE = Path(__file__).parent


def trust_pages(
    authority: x509.Certificate, url: str, numbers: Sequence[str], app_folder: Path | None
) -> dict[str, Page]:
    """The page and what it needs, by path. `url` is the https address, `numbers` are those without a name.

    The font is the app's own, where it is built.
    """
    name = name_of(authority)
    page = _template("page.html").substitute(
        name=escape(name),
        url=escape(url),
        shown_url=escape(url),
        fingerprint="".join(f"<span>{group}</span> " for group in fingerprint_of(authority).split()),
        numbers=_numbers(name, numbers),
        until=authority.not_valid_after_utc.strftime("%Y-%m-%d"),
    )
    style = (_HERE / "page.css").read_bytes()
    pages = {
        PAGE: page_from_bytes(page.encode("utf-8"), "text/html; charset=utf-8"),
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


def _numbers(name: str, numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    keys = "\n".join(f'<a class="button" href="{escape(url)}/">{escape(url)}</a>' for url in numbers)
    return _template("numbers.html").substitute(name=escape(name), keys=keys)


def _template(file: str) -> Template:
    return Template((_HERE / file).read_text(encoding="utf-8"))
