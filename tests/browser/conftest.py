"""What browser tests share: people in front of the app, none of whom may see a script fail or a foreign request."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize

from gallery import SIZES, build_gallery, served
from hindrances import axe_source
from person import PHONE, Person
from running import Running

Make = Callable[..., Person]
# What a test brought along; the gallery's own stand in its files.
STYLES = "() => document.querySelectorAll('style:not([data-own])').length + document.adoptedStyleSheets.length"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return axe_source()


@pytest.fixture(scope="session")
def common_server(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that nobody pairs with: it hands out the app and the library, and learns nothing of whoever asks."""
    server = Running(tmp_path_factory.mktemp("common"), is_copy=True)
    yield server
    server.kill()


@pytest.fixture
def people(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes people in front of the app. Whatever they did: no script failed, and no other address was asked anything.

    They are at the test's own server where it names one, else at one that all such tests share: starting one takes
    longer than many a test. Their app is kept on the device only in tests that are marked `with_worker`, or where one
    says `service_workers="allow"`: keeping it takes 0.4 s of a processor, more than all else of opening a page.
    """
    server: Running = request.getfixturevalue("server" if "server" in request.fixturenames else "common_server")
    made: list[Person] = []
    kept = "allow" if request.node.get_closest_marker("with_worker") else "block"

    def make(viewport: dict[str, int] = PHONE, **options: object) -> Person:
        made.append(Person(browser, server.url, viewport, **{"service_workers": kept, **options}))
        return made[-1]

    yield make
    errors = [error for person in made for error in person.errors]
    asked = {urlsplit(request).netloc for person in made for request in person.requests}
    for person in made:
        person.context.close()
    assert errors == []
    assert asked <= {urlsplit(server.url).netloc, ""}


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the gallery, built once for all tests that look at it, whichever worker they run in."""
    of_all = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_all = of_all.parent
    folder = of_all / "gallery"
    with (of_all / "gallery.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            build_gallery(of_all / "gallery-part")
            (of_all / "gallery-part").rename(folder)
    with served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """A file's pages by their sizes."""
    pages: dict[str, Page] = {}
    yield pages
    for page in pages.values():
        page.close()


@pytest.fixture
def page_of_size(browser: Browser, pages: dict[str, Page], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the size that the test names, in which nothing moves.

    Loading the gallery takes as long as ten scenes: a file's tests go on in one page, while nobody changed its styles.
    """
    width, height = SIZES[request.param]
    viewport: ViewportSize = {"width": width, "height": height}
    if request.param not in pages:
        pages[request.param] = browser.new_page(viewport=viewport, reduced_motion="reduce")
    page = pages[request.param]
    if page.viewport_size != viewport:
        page.set_viewport_size(viewport)
    yield page
    with contextlib.suppress(Error):
        # Nothing lies under a hand that left.
        page.mouse.move(-1, -1)
        if page.evaluate(STYLES) == 0:
            return
    pages.pop(request.param).close()
