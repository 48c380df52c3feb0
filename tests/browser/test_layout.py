"""How the parts of a screen stand to each other, where a picture alone would not say why."""

import pytest
from playwright.sync_api import Page, expect

from gallery import SIZES, picture_of, show

# Rows of the list beside the clock that are neither wholly in sight nor wholly out of it, within half a pixel.
CUT_ROWS = """() => {
  const { top, bottom } = document.querySelector('.run-list .run-steps').getBoundingClientRect();
  return [...document.querySelectorAll('.run-list li')].filter((row) => {
    const seen = row.getBoundingClientRect();
    const is_out = seen.bottom <= top + 0.5 || seen.top >= bottom - 0.5;
    return !is_out && (seen.top < top - 0.5 || seen.bottom > bottom + 0.5);
  }).map((row) => row.textContent);
}"""
LEFT_OF = "(selector) => document.querySelector(selector).getBoundingClientRect().left"
TOP_OF = "(selector) => document.querySelector(selector).getBoundingClientRect().top"
# How much of the window stands free above what is asked, and below its last key.
FREE = """() => {
  const { top, bottom } = document.querySelector('.run-wait').getBoundingClientRect();
  const parts = document.querySelector('.asking').children;
  return [parts[0].getBoundingClientRect().top - top, bottom - [...parts].at(-1).getBoundingClientRect().bottom];
}"""
# Times left that lie under the tray of all keys, or are not wholly in what holds them.
COVERED = """() => {
  const tray = document.querySelector('.quiet-tray').getBoundingClientRect();
  const ink = document.querySelector('.quiet-ink').getBoundingClientRect();
  return [...document.querySelectorAll('.quiet-time')].filter((time) => time.checkVisibility()).filter((time) => {
    const seen = time.getBoundingClientRect();
    const is_under = seen.bottom > tray.top + 1 && seen.right > tray.left + 1;
    return is_under || seen.top < ink.top - 1 || seen.bottom > ink.bottom + 1 || seen.right > innerWidth + 1;
  }).map((time) => time.textContent);
}"""
# Whether something else lies over what is here, at its middle and at either end of it.
LIES_FREE = """(node) => {
  node.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const { left, right, top, bottom } = node.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const at = [[x, top + 2], [x, y], [x, bottom - 2], [left + 8, y], [right - 8, y]];
  return at.every(([x, y]) => node.contains(document.elementFromPoint(x, y)));
}"""
# How far the small body beside the clock reaches beyond the margins that keys and sentences keep to.
BEYOND = """() => {
  const body = document.querySelector('.run-main .body-thumb').getBoundingClientRect();
  const keys = document.querySelector('.controls-keys').getBoundingClientRect();
  return Math.max(body.right - keys.right, keys.left - body.left);
}"""
# Dates whose letters stand on two lines, and how many dates there are.
BROKEN_DATES = """() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const broken = [];
  let count = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const { index, 0: date } of text.data.matchAll(/\\d{1,2}\\s[A-Z][a-z]{2,8}(\\s\\d{4})?\\b/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + date.length);
      count += 1;
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(date);
    }
  }
  return [count, broken];
}"""
# Keys to rate with that have no frame of their own.
FRAMELESS = """() => [...document.querySelectorAll('.quiet-ask .scale button')].filter((key) => {
  const { borderTopColor, borderTopWidth } = getComputedStyle(key);
  return borderTopColor.endsWith(', 0)') || borderTopWidth === '0px';
}).map((key) => key.textContent)"""


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_the_list_beside_the_clock_ends_with_a_whole_row(page_of_size: Page, gallery: str) -> None:
    faults = []
    for scene in ("run/hold", "run/easing", "run/long-name", "run/rest", "run/setup"):
        show(page_of_size, gallery, scene)
        faults += [f"{scene}: {row}" for row in page_of_size.evaluate(CUT_ROWS)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_on_a_tablet_what_was_felt_stands_beside_what_was_held(page_of_size: Page, gallery: str) -> None:
    for scene in ("summary/complete", "session/full"):
        show(page_of_size, gallery, scene)
        assert page_of_size.evaluate(LEFT_OF, ".session-felt") > page_of_size.evaluate(LEFT_OF, ".session-held")


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_the_version_of_a_protocol_comes_last_on_a_sessions_page(page_of_size: Page, gallery: str) -> None:
    for scene in ("session/full", "session/not-started"):
        show(page_of_size, gallery, scene)
        lowest = page_of_size.evaluate("document.querySelector('.session-body').getBoundingClientRect().bottom")
        assert page_of_size.evaluate(TOP_OF, ".session-version") >= lowest


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
@pytest.mark.parametrize("scene", ["client/ready", "client/erase-sure", "devices/remove", "devices/discard"])
def test_what_cannot_be_taken_back_bears_a_sign(page_of_size: Page, gallery: str, scene: str) -> None:
    show(page_of_size, gallery, scene)
    key = page_of_size.locator(".is-danger").last
    assert key.locator("svg").count() == 1
    assert page_of_size.locator(".button:not(.is-danger):visible svg").count() == 0


@pytest.mark.parametrize("page_of_size", ["phone", "tablet"], indirect=True)
def test_by_candlelight_every_number_to_rate_with_has_a_frame(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "run/asked", "candle")
    assert page_of_size.evaluate(FRAMELESS) == []


@pytest.mark.parametrize("page_of_size", ["tablet", "tablet-tall"], indirect=True)
def test_a_question_asked_in_a_run_stands_in_the_middle_of_a_tablet(page_of_size: Page, gallery: str) -> None:
    for scene in ("run/asking", "run/asking-client"):
        show(page_of_size, gallery, scene)
        above, below = page_of_size.evaluate(FREE)
        assert abs(above - below) < 24, (scene, above, below)


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
def test_by_candlelight_all_keys_leave_the_time_in_sight(page_of_size: Page, gallery: str) -> None:
    for scene in ("setup", "hold", "long-name", "rest", "paused", "easing", "both-ends-keys", "both-ends-keys-easing"):
        show(page_of_size, gallery, f"run/{scene}", "candle")
        page_of_size.get_by_role("button", name="All keys").click()
        assert page_of_size.evaluate(COVERED) == [], scene
        expect(page_of_size.get_by_role("timer")).to_be_in_viewport(ratio=1)
        for name in ("Pause", "Fewer keys", "Something feels wrong"):
            expect(page_of_size.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
def test_all_keys_over_the_one_key_show_the_time_however_far_they_are_read(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "run/whole-keys")
    time = page_of_size.locator(".keys-time")
    assert time.inner_text().split() == ["Time", "left", "0:42"]
    page_of_size.get_by_role("dialog").evaluate("(sheet) => sheet.scrollTo({ top: 9999, behavior: 'instant' })")
    expect(time).to_be_in_viewport(ratio=1)
    assert time.evaluate(
        """(node) => {
          const { left, top, width, height } = node.getBoundingClientRect();
          return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }"""
    )


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
@pytest.mark.parametrize(
    ("scene", "theme", "go_on"),
    [
        ("run/returned-amiss", "light", "Resume"),
        ("run/returned-amiss", "candle", "Resume"),
        ("run/both-ends-returned-amiss", "candle", "Resume"),
        ("run/parked-amiss", "dark", "Continue"),
    ],
)
def test_X4_however_much_is_amiss_on_return_each_of_it_is_read_and_every_key_is_in_sight(
    page_of_size: Page, gallery: str, scene: str, theme: str, go_on: str
) -> None:
    show(page_of_size, gallery, scene, theme)
    read = []
    for number in range(1, 8):
        found = page_of_size.locator(".preflight:visible")
        expect(found.get_by_text(f"{number} of 7")).to_be_attached()
        assert found.evaluate(LIES_FREE), number
        read.append(found.locator("li").inner_text())
        for name in (go_on, "Something feels wrong"):
            key = page_of_size.get_by_role("button", name=name, exact=True).last
            expect(key).to_be_in_viewport(ratio=1)
            assert key.evaluate(LIES_FREE), name
        found.get_by_role("button", name="Show the next").click()
    assert len(set(read)) == 7
    expect(page_of_size.get_by_text("1 of 7")).to_be_attached()


@pytest.mark.parametrize("page_of_size", SIZES, indirect=True)
def test_X4_over_the_one_key_the_first_are_read_and_how_many_more_there_are(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "run/whole-returned-amiss", "candle")
    look, hint = page_of_size.locator(".quiet-look"), page_of_size.locator(".quiet-hint")
    expect(look).to_be_in_viewport(ratio=1)
    expect(look.get_by_text("And 5 more: hold for all keys.")).to_be_visible()
    ends, begins = look.locator(".preflight").bounding_box(), hint.bounding_box()
    assert ends is not None
    assert begins is not None
    assert ends["y"] + ends["height"] <= begins["y"]


@pytest.mark.parametrize("page_of_size", ["phone", "tablet-tall"], indirect=True)
def test_the_small_body_beside_the_clock_keeps_to_the_margins_of_the_page(page_of_size: Page, gallery: str) -> None:
    for scene in ("run/hold", "run/setup", "run/rest"):
        show(page_of_size, gallery, scene)
        assert page_of_size.evaluate(BEYOND) <= 0.5, scene


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_a_date_stays_whole_on_pages_however_narrow(page_of_size: Page, gallery: str) -> None:
    faults, seen = [], 0
    scenes = ("history/full", "session/full", "summary/complete", "session/day-after", "devices/ready", "audit/ready")
    for scene in scenes:
        show(page_of_size, gallery, scene)
        for width in range(300, 391, 6):
            page_of_size.set_viewport_size({"width": width, "height": 844})
            count, broken = page_of_size.evaluate(BROKEN_DATES)
            seen += count
            faults += [f"{scene}, {width}: {date}" for date in broken]
    assert seen > 200
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_of_a_device_each_sentence_stands_on_one_line(page_of_size: Page, gallery: str) -> None:
    show(page_of_size, gallery, "devices/ready")
    lines = page_of_size.locator(".device-since span").evaluate_all(
        "(all) => all.map((each) => each.getClientRects().length === 1 && each.offsetHeight < 30)"
    )
    assert len(lines) == 9
    assert all(lines)


@pytest.mark.parametrize("page_of_size", ["tablet-tall"], indirect=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_numbers_below_the_comfort_band_are_seen_on_the_ground_of_the_guide(
    page_of_size: Page, gallery: str, theme: str
) -> None:
    show(page_of_size, gallery, "run/setup", theme)
    dot = page_of_size.locator(".guide .band i").first.bounding_box()
    assert dot is not None
    picture = picture_of(page_of_size)
    x, y = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    of_dot, of_ground = picture.getpixel((round(x), round(y))), picture.getpixel((round(x), round(y + 12)))
    assert max(abs(a - b) for a, b in zip(of_dot, of_ground, strict=True)) > 40


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
def test_points_of_a_version_that_is_not_here_are_called_what_the_library_calls_them(
    page_of_size: Page, gallery: str
) -> None:
    show(page_of_size, gallery, "session/full")
    named = page_of_size.locator(".melt strong, .held-name").all_inner_texts()
    show(page_of_size, gallery, "session/version-unknown")
    assert page_of_size.locator(".melt strong, .held-name").all_inner_texts() == named


# What the dots say from left to right, and what the words say of the first and the last.
DRAWN = """() => [...document.querySelectorAll('.melt')].map((melt) => {
  const ground = Number(melt.querySelector('.curve-ground').getAttribute('y1'));
  const top = melt.querySelector('.curve').viewBox.baseVal.height - ground;
  const dots = [...melt.querySelectorAll('.curve-dot')].map(({ cx, cy }) => [cx.baseVal.value, cy.baseVal.value]);
  const drawn = dots.sort(([a], [b]) => a - b).map(([, y]) => Math.round(10 * (ground - y) / (ground - top)));
  return [[drawn[0], drawn.at(-1)], (melt.querySelector('p span').textContent.match(/[0-9]+/g) ?? []).map(Number)];
})"""


@pytest.mark.parametrize("page_of_size", ["phone"], indirect=True)
@pytest.mark.parametrize("scene", ["summary/complete", "session/full"])
def test_the_curve_begins_and_ends_with_the_numbers_in_its_words(page_of_size: Page, gallery: str, scene: str) -> None:
    """[ME4]"""
    show(page_of_size, gallery, scene)
    melts = page_of_size.evaluate(DRAWN)
    assert len(melts) > 3
    for drawn, said in melts:
        assert drawn == [said[0], said[-1]], (drawn, said)
