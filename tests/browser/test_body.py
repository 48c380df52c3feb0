"""The body map as people use it: with fingers, with keys alone, without a network, as whom they wish to be drawn."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

import app_build
from person import PHONE, TABLET, Person

Make = Callable[..., Person]
MOST_BYTES = 60_000
SHOULDER = "Top of the shoulder, left, step 1"


def opened(
    people: Make, title: str = "Upper back pain", viewport: dict[str, int] = PHONE, *, staff: bool = False
) -> Person:
    """Somebody on a protocol's page, with its body map in sight."""
    person = people(viewport)
    person.open("/")
    person.page.get_by_text("With a client" if staff else "For myself", exact=True).first.click()
    person.page.get_by_role("link", name=title).first.click()
    person.page.get_by_role("region", name="Body map").scroll_into_view_if_needed()
    return person


def seen(page: Page) -> tuple[float, float, float]:
    """The part of the drawing that is seen: from where, and how wide."""
    x, y, width, _ = (page.locator(".body-svg").get_attribute("viewBox") or "").split()
    return float(x), float(y), float(width)


def until_seen(page: Page, what: str, than: float) -> None:
    """Waits until of the part that is seen `x`, `y` or `width` has come to stand as said: "width < than"."""
    page.wait_for_function(
        f"""(than) => {{
          const [x, y, width] = document.querySelector('.body-svg').getAttribute('viewBox').split(' ').map(Number);
          return {what};
        }}""",
        arg=than,
    )


def touch(screen: CDPSession, kind: str, *fingers: tuple[float, float]) -> None:
    """What the screen reports of the fingers on it."""
    points = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(fingers)]
    screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle_of(page: Page) -> tuple[float, float]:
    """The middle of the drawing, where the window shows it."""
    page.locator(".body-frame").evaluate("(frame) => frame.scrollIntoView({ block: 'center' })")
    box = page.locator(".body-frame").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_keys_alone_reach_every_area_say_where_to_search_and_come_closer(people: Make) -> None:
    person = opened(people, viewport=TABLET)
    page = person.page
    steps = page.get_by_role("region", name="Body map").get_by_role("button", name=re.compile(r", steps? \d"))
    assert steps.count() == 8
    person.button(SHOULDER).focus()
    page.keyboard.press("Enter")
    expect(person.button(SHOULDER)).to_have_attribute("aria-pressed", "true")
    expect(person.button(SHOULDER)).to_have_accessible_description(re.compile("Highest fleshy part of the shoulder"))
    expect(page.locator(".body-said")).to_contain_text("Highest fleshy part of the shoulder")

    page.keyboard.press("0")
    until_seen(page, "width > than", 1200)
    page.keyboard.press("+")
    page.keyboard.press("+")
    until_seen(page, "width < than", 600)
    x, _, closer = seen(page)
    page.keyboard.press("ArrowLeft")
    until_seen(page, "x < than", x)
    page.keyboard.press("-")
    until_seen(page, "width > than", closer)
    expect(person.button(SHOULDER)).to_be_focused()


def test_two_fingers_come_closer_one_moves_what_is_close_and_a_double_tap_shows_the_whole(people: Make) -> None:
    person = opened(people)
    page = person.page
    person.press("Whole")
    until_seen(page, "width > than", 1200)
    _, _, whole = seen(page)
    x, y = middle_of(page)
    screen = page.context.new_cdp_session(page)
    touch(screen, "touchStart", (x - 30, y), (x + 30, y))
    for spread in (40, 60, 80, 100):
        touch(screen, "touchMove", (x - spread, y), (x + spread, y))
    touch(screen, "touchEnd")
    until_seen(page, "width < than", whole / 2)
    from_x, from_y, close = seen(page)
    touch(screen, "touchStart", (x, y))
    for by in (20, 50, 80):
        touch(screen, "touchMove", (x - by / 2, y - by))
    touch(screen, "touchEnd")
    until_seen(page, "y > than", from_y)
    assert seen(page)[0] > from_x
    assert seen(page)[2] == close
    page.touchscreen.tap(x, y)
    page.touchscreen.tap(x, y)
    expect(page.locator(".body-svg")).to_have_attribute("viewBox", re.compile(rf" {whole:.2f} "))


def test_a_finger_on_an_area_reads_where_to_search_and_again_lets_it_go(people: Make) -> None:
    person = opened(people)
    area = person.button(SHOULDER)
    area.evaluate("(area) => area.scrollIntoView({ block: 'center' })")
    # In the middle of it, which its neighbour's room may just touch: the nearest is meant.
    area.tap(force=True)
    expect(person.page.locator(".body-said")).to_contain_text("Highest fleshy part of the shoulder")
    expect(person.page.get_by_text("varies from person to person")).to_be_visible()
    person.let_pass(1)
    area.tap(force=True)
    expect(person.page.locator(".body-said")).to_be_empty()


def test_where_areas_lie_close_together_a_finger_means_the_nearest_one(people: Make) -> None:
    person = opened(people)
    person.press("Whole")
    until_seen(person.page, "width > than", 1200)
    near, far = person.button(SHOULDER), person.button("Shoulder-blade corner, left, step 2")
    near.evaluate("(area) => area.scrollIntoView({ block: 'center' })")
    one, other = near.bounding_box(), far.bounding_box()
    assert one
    assert other
    # Their rooms overlap: what is pressed is an eighth of the way from the one to the other, in the room of both.
    x, y = (one[axis] + 24 + (other[axis] - one[axis]) / 8 for axis in ("x", "y"))
    assert abs(other["x"] + 24 - x) < 24
    assert abs(other["y"] + 24 - y) < 24
    person.page.touchscreen.tap(x, y)
    expect(near).to_have_attribute("aria-pressed", "true")
    expect(far).to_have_attribute("aria-pressed", "false")


def test_left_and_right_stand_in_words_as_whose_they_are(people: Make) -> None:
    alone, with_client = opened(people), opened(people, viewport=TABLET, staff=True)
    for person, whose in ((alone, "Your"), (with_client, "Client\N{RIGHT SINGLE QUOTATION MARK}s")):
        left = person.page.get_by_text(f"{whose} left", exact=True).bounding_box()
        right = person.page.get_by_text(f"{whose} right", exact=True).bounding_box()
        assert left
        assert right
        # From behind, the left side is on the left.
        assert left["x"] < right["x"]


def test_zones_are_hatched_for_whoever_asks_with_a_client_and_alone(people: Make) -> None:
    with_client, alone = opened(people, viewport=TABLET, staff=True), opened(people)
    zones = with_client.page.locator(".body-zone")
    expect(zones).to_have_count(0)
    with_client.press("Keep away from")
    expect(zones).to_have_count(2)
    # About sends somebody alone there too.
    expect(alone.page.locator(".body-zone")).to_have_count(0)
    alone.press("Keep away from")
    expect(alone.page.locator(".body-zone")).to_have_count(2)
    alone.open("/settings")
    expect(alone.page.get_by_text("stay off what the map hatches under “Keep away from”", exact=False)).to_be_visible()


@pytest.mark.with_worker
def test_the_run_shows_the_region_of_its_point_and_needs_no_network_for_it(people: Make) -> None:
    person = opened(people)
    expect(person.button(SHOULDER)).to_be_visible()
    person.is_offline(True)
    person.page.reload()
    expect(person.button(SHOULDER)).to_be_visible()
    person.press("Start")
    person.none_apply()
    person.say_pain(5)
    expect(person.page.get_by_role("img", name="Where: Top of the shoulder, left")).to_be_visible()
    assert seen(person.page)[2] < 500


@pytest.mark.parametrize("figure", ["Male", "Female"])
def test_the_figure_is_drawn_as_chosen_on_this_device(people: Make, figure: str) -> None:
    person = opened(people)
    edge = person.page.locator(".body-skin path").first
    before = edge.get_attribute("d")
    person.open("/settings")
    person.page.get_by_role("radiogroup", name="Figure on the body map").get_by_role(
        "radio", name=figure, exact=True
    ).check(force=True)
    person.page.get_by_role("link", name="Library").first.click()
    person.page.get_by_role("link", name="Upper back pain").first.click()
    for _ in range(2):
        expect(edge).to_be_attached()
        expect(edge).not_to_have_attribute("d", before or "")
        person.page.reload()


def test_figures_drawings_and_the_whole_map_weigh_under_60_kb() -> None:
    app_build.build()
    files = list((app_build.DIST / "assets").glob("*.js"))
    (found,) = [path for path in files if re.search(r"neither:\{silhouette", path.read_text(encoding="utf-8"))]
    assert len(gzip.compress(found.read_bytes(), 9)) < MOST_BYTES


def test_a_session_shows_what_was_pressed_and_how_it_eased(people: Make) -> None:
    person = opened(people)
    person.press("Start")
    person.none_apply()
    person.say_pain(5)
    person.to_phase("Hold")
    person.rate(5)
    person.let_pass(5)
    person.rate(3)
    person.press("It eased, release now")
    person.stop_by_holding()
    person.press("Skip")
    expect(person.heading("Session stopped")).to_be_visible()
    person.press("Done")
    person.open("/history")
    person.page.get_by_role("link", name=re.compile("Upper back pain")).first.click()
    area = person.button("Top of the shoulder, left, discomfort 5 to 3")
    expect(area).to_have_text("3")
    area.focus()
    person.page.keyboard.press("Enter")
    expect(area).to_have_text(re.compile("5.→.3"))
