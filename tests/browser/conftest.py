"""What browser tests share: people in front of the app, none of whom may see a script fail or a foreign request."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from hindrances import axe_source
from person import PHONE, Person
from running import Running

Make = Callable[..., Person]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return axe_source()


@pytest.fixture
def people(browser: Browser, server: Running) -> Iterator[Make]:
    """Makes people at this server. Whatever they did: no script failed, and nothing was asked of any other address."""
    made: list[Person] = []

    def make(viewport: dict[str, int] = PHONE, **options: object) -> Person:
        made.append(Person(browser, server.url, viewport, **options))
        return made[-1]

    yield make
    errors = [error for person in made for error in person.errors]
    asked = {urlsplit(request).netloc for person in made for request in person.requests}
    for person in made:
        person.context.close()
    assert errors == []
    assert asked <= {urlsplit(server.url).netloc, ""}
