"""The app's figures: the built app in a real browser, from a real server, on the machine's own clock."""

import concurrent.futures
import contextlib
import gzip
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from table import Figure
from wire import Counter

import app_build
from bare_browser import Browser, Page
from running import Running

TAP = (Path(__file__).parent / "tap.js").read_text(encoding="utf-8")
# What a hold is held against: the least that any timer does.
BARE = Path(__file__).parent / "bare.html"
TIMES = 5
HOLD_S = 30
# After "Begin now": sinking in takes 5 s, then comes the hold.
RAMP_S = 5
SLOW_START = 4
SLOW_RUN = 6
SLOWED = f"slowed {SLOW_RUN} times"
MODES = ("visible", "hidden", SLOWED)


@contextlib.contextmanager
def served() -> Iterator[tuple[Running, Path]]:
    """The built app on a server of its own, and a folder for profiles; all gone at the end."""
    app_build.build()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = Running(Path(folder) / "data")
        try:
            assert running.url
            yield running, Path(folder)
        finally:
            running.kill()


@contextlib.contextmanager
def browser(folder: Path, *flags: str) -> Iterator[Browser]:
    """A browser with a fresh profile."""
    opened = Browser(Path(tempfile.mkdtemp(dir=folder)), *flags)
    try:
        yield opened
    finally:
        opened.stop()


def until_ready_offline(page: Page) -> None:
    """Until the app's own files are kept on the device."""
    page.wait("navigator.serviceWorker.ready.then(() => true)")
    page.wait("/Ready offline/.test(document.body.innerText)")


def load() -> list[Figure]:
    """What a first visit weighs: until the library can be used, and what comes behind it for a life without a network.

    Whatever has crossed the wire by the moment at which the first protocol that one can choose stands in the page
    counts, needed or not; its paint follows without another byte. A slow processor lets other things come first than a
    quick one does: of both the heavier counts, and each is told.
    """
    with served() as (running, folder):
        visits = {slow: first_visit(running.url, folder, slow) for slow in (1, SLOW_START)}
    first, whole = max((first for first, _ in visits.values()), key=lambda each: sum(each.values())), visits[1][1]
    first_kb, whole_kb = sum(first.values()) / 1000, sum(whole.values()) / 1000
    scripts_kb = {slow: zipped_kb(scripts_of(came)) for slow, (came, _) in visits.items()}
    most_kb = max(scripts_kb.values())
    worker = (app_build.DIST / "sw.js").read_text(encoding="utf-8")
    kept = [*re.findall(r'"(/[^"]+\.js)"', worker), "/sw.js"]
    return [
        Figure(
            "first load on the wire, until the library is usable",
            f"{first_kb:.0f} KB",
            "under 150 KB",
            first_kb < 150,
            f"heads and all; {script_kb(first):.0f} KB of it is JavaScript",
        ),
        Figure(
            "all JavaScript that crosses the wire until the library stands, gzip",
            f"{most_kb:.1f} KB",
            "under 45 KB",
            most_kb < 45,
            f"{scripts_kb[1]:.1f} KB, and {scripts_kb[SLOW_START]:.1f} KB with the processor slowed {SLOW_START} times",
        ),
        Figure(
            "fetched behind it, kept by the service worker for offline",
            f"{whole_kb - first_kb:.0f} KB",
            note=f"{whole_kb:.0f} KB with the first load, {script_kb(whole):.0f} KB of that JavaScript "
            f"({zipped_kb(kept):.1f} KB in gzip)",
        ),
    ]


def first_visit(url: str, folder: Path, slow: int) -> tuple[dict[str, int], dict[str, int]]:
    """What a new visitor's answers weigh on the wire by their paths: until the library stands, and once all is kept."""
    counter = Counter(url)
    proxy = (f"--proxy-server=http://127.0.0.1:{counter.port}", "--proxy-bypass-list=<-loopback>")
    with browser(folder, *proxy) as opened:
        page = opened.page(before=TAP)
        page.slow_down(slow)
        page.open(url + "/")
        usable = "location.protocol === 'http:' && told.usable_ms && performance.timeOrigin + told.stands_ms"
        stood_at_ms = page.wait(usable)
        until_ready_offline(page)
        time.sleep(1)
    counter.stop()
    return counter.bytes_by_path(stood_at_ms), counter.bytes_by_path()


def scripts_of(bytes_by_path: dict[str, int]) -> list[str]:
    """The paths of these answers that are JavaScript."""
    return [path for path in bytes_by_path if path.endswith(".js")]


def script_kb(bytes_by_path: dict[str, int]) -> float:
    """What of these answers is JavaScript, in KB on the wire."""
    return sum(bytes_by_path[path] for path in scripts_of(bytes_by_path)) / 1000


def zipped_kb(paths: list[str]) -> float:
    """What these files of the built app take in gzip at its last level, in KB. Raises OSError where one is missing."""
    return sum(len(gzip.compress((app_build.DIST / path[1:]).read_bytes(), 9)) for path in paths) / 1000


def opening() -> list[Figure]:
    """From the address typed to a library one can choose from, the page's processor slowed four times."""
    online, offline = [], []
    with served() as (running, folder):
        for _ in range(TIMES):
            with browser(folder) as opened:
                online.append(usable_ms(opened, running.url))
        with browser(folder) as opened:
            page = opened.page(before=TAP)
            page.open(running.url + "/")
            until_ready_offline(page)
            running.kill()
            offline = [usable_ms(opened, running.url) for _ in range(TIMES)]
    online_s, offline_s = statistics.median(online) / 1000, statistics.median(offline) / 1000
    return [
        Figure(f"usable from the network, processor slowed {SLOW_START} times", f"{online_s:.2f} s"),
        Figure(
            "usable with the server gone, slowed the same",
            f"{offline_s:.2f} s",
            "under 1 s",
            offline_s < 1,
            f"the slowest of {TIMES}: {max(offline) / 1000:.2f} s",
        ),
    ]


def usable_ms(opened: Browser, url: str) -> float:
    """Milliseconds from the start of the navigation to the paint of the first protocol, in a new page."""
    page = opened.page(before=TAP)
    page.slow_down(SLOW_START)
    page.open(url + "/")
    took_ms = float(page.wait("location.protocol === 'http:' && told.usable_ms"))
    page.close()
    return took_ms


def hold() -> list[Figure]:
    """A hold of 30 s as it is felt: what it takes of the processor, and each cue against its moment.

    What it takes is measured in a page that nothing listens to: the ear is a thread that works as hard as the app.
    Right after it, in the same browser, a bare page says what the least would have taken.
    """
    figures = []
    for mode in MODES:
        with served() as (running, folder):
            with browser(folder) as opened:
                page = opened.page()
                page.open(running.url + "/")
                taken = spent(page, begun(page, mode))
                page.close()
                least = spent_barely(opened, mode)
            with browser(folder) as opened:
                page = opened.page(before=TAP)
                page.open(running.url + "/")
                late_ms, latency_ms = heard(page, mode)
        figures += [*cost_figures(mode, taken, least), cues_figure(mode, late_ms, latency_ms)]
    return figures


def cost_figures(mode: str, taken: tuple[float, float], least: tuple[float, float]) -> list[Figure]:
    """What a hold takes, beside the least. The slowing is a thread of the browser's own that keeps the page from
    running, and would count as the page's: there only the main thread is told.
    """
    about = f"in {HOLD_S} s of hold, {mode}"
    (busy_ms, cpu_ms), (least_busy_ms, least_cpu_ms) = taken, least
    main = (f"main thread {about}", f"{busy_ms:.0f} ms", "under 250 ms", busy_ms < 250, beside(busy_ms, least_busy_ms))
    if mode == SLOWED:
        return [Figure(*main)]
    name = f"all threads of the page {about}"
    every = (name, f"{cpu_ms:.0f} ms", "under 1,000 ms", cpu_ms < 1000, beside(cpu_ms, least_cpu_ms))
    return [Figure(*main), Figure(*every)]


def beside(taken_ms: float, least_ms: float) -> str:
    """A figure as so many times its limit."""
    return f"{taken_ms / least_ms:.1f} of the bare page, which takes {least_ms:.0f} ms"


def cues_figure(mode: str, late_ms: list[float], latency_ms: float) -> Figure:
    """The cues of a hold, by the one that was furthest from its moment."""
    worst_ms = max(late_ms, key=abs)
    return Figure(
        f"cues as heard, {mode}",
        f"{worst_ms:+.0f} ms at worst",
        "within 10 ms",
        abs(worst_ms) <= 10,
        f"{len(late_ms)} cues, {min(late_ms):+.0f} to {max(late_ms):+.0f} ms; the output says that it adds "
        f"{latency_ms:.0f} ms",
    )


def spent(page: Page, began_s: float) -> tuple[float, float]:
    """Milliseconds of the main thread and of the page's whole process in the hold that follows on sinking in."""
    time.sleep(began_s + RAMP_S - time.monotonic())
    before = page.spent_ms()
    time.sleep(began_s + RAMP_S + HOLD_S - time.monotonic())
    busy_ms, cpu_ms = (after - at_first for after, at_first in zip(page.spent_ms(), before, strict=True))
    return busy_ms, cpu_ms


def spent_barely(opened: Browser, mode: str) -> tuple[float, float]:
    """The same of the bare page, for as long and in the same mode."""
    page = opened.page()
    page.open(BARE.as_uri())
    page.wait("location.protocol === 'file:' && document.readyState === 'complete'")
    began_s = time.monotonic()
    into(page, mode)
    return spent(page, began_s)


def heard(page: Page, mode: str) -> tuple[list[float], float]:
    """Each cue's lateness in milliseconds, and what the sound output adds by its own word.

    Everything follows from the press of "Begin now": every phase of a plan is a whole number of seconds, and half of a
    hold may be half a second more, so what a cue is beyond a half second after the press is its lateness. A quarter of
    a second is the most that can be told.
    """
    began_s = begun(page, mode)
    time.sleep(began_s + RAMP_S + HOLD_S + 6 - time.monotonic())
    late_ms = lateness(page)
    if len(late_ms) < 3:
        raise SystemExit(f"expected the cues of a hold, heard {len(late_ms)}")
    return late_ms, float(page.ask("told.latency_ms"))


def begun(page: Page, mode: str) -> float:
    """From the library to a run in its mode; when it began, on this process's clock."""
    to_the_run(page)
    time.sleep(1)
    return begin(page, mode)


def to_the_run(page: Page) -> None:
    """From the library to the first place that is looked for."""
    for names in (
        ("For myself",),
        ("Upper back pain",),
        ("Start",),
        ("None of these apply",),
        ("Continue",),
        ("Both",),
        ("Continue",),
        ("Skip",),
    ):
        page.press(*names)
    page.wait("/Find the place/.test(document.body.innerText)")


def begin(page: Page, mode: str) -> float:
    """Presses "Begin now" and takes the page into the mode; the moment of the press, on this process's clock."""
    page.press("Begin now")
    began_s = time.monotonic()
    # Only now: a slow finger's press would shift what everything is held against.
    into(page, mode)
    return began_s


def into(page: Page, mode: str) -> None:
    """Takes the page into the mode."""
    if mode == "hidden":
        page.hide()
        page.wait("document.visibilityState === 'hidden'")
    elif mode == SLOWED:
        page.slow_down(SLOW_RUN)


def lateness(page: Page) -> list[float]:
    """Each cue since the last press, of page and track, in milliseconds beyond its half second."""
    begun_ms = page.ask("told.presses.at(-1)")
    onsets_ms = [each - begun_ms for each in page.ask("told.onsets") + page.ask("told.track_onsets()")]
    return [(each + 250) % 500 - 250 for each in onsets_ms if each > 1000]


def session() -> list[Figure]:
    """Every cue of a whole session, in each mode at once: 18 minutes."""
    with served() as (running, folder), concurrent.futures.ThreadPoolExecutor() as pool:
        measured = pool.map(lambda mode: whole_session(running.url, folder, mode), MODES)
        return [figure for figures in measured for figure in figures]


def whole_session(url: str, folder: Path, mode: str) -> list[Figure]:
    """From "Begin now" to the last tone, with nothing pressed between."""
    with browser(folder) as opened:
        page = opened.page(before=TAP)
        page.open(url + "/")
        to_the_run(page)
        minutes, seconds = page.ask("document.body.textContent.match(/(\\d{1,2}):(\\d\\d) to go/).slice(1)")
        began_s = begin(page, mode)
        # The first place is not looked for any longer: the plan is over some seconds earlier than it says here.
        time.sleep(max(0.0, began_s + int(minutes) * 60 + int(seconds) - time.monotonic()))
        late_ms = sorted(lateness(page))
        long_ms = [each["took_ms"] for each in page.ask("told.long_tasks.filter((e) => e.at_ms > told.presses.at(-1))")]
    far_ms = sorted(abs(each) for each in late_ms)
    print(f"{mode}: {[round(each, 1) for each in late_ms]}", file=sys.stderr, flush=True)
    cues = Figure(
        f"cues of a session of {minutes} minutes as heard, {mode}",
        f"{max(late_ms, key=abs):+.1f} ms at worst",
        "within 10 ms",
        far_ms[-1] <= 10,
        f"{len(late_ms)} cues, {late_ms[0]:+.1f} to {late_ms[-1]:+.1f} ms; half within {far_ms[len(far_ms) // 2]:.1f}, "
        f"nine of ten within {far_ms[len(far_ms) * 9 // 10]:.1f} ms",
    )
    if mode == SLOWED:
        return [cues]
    note = f"the longest took {max(long_ms):.0f} ms" if long_ms else ""
    return [cues, Figure(f"tasks over 50 ms in it, {mode}", f"{len(long_ms)}", "none", not long_ms, note)]


FIGURES = {"load": load, "open": opening, "hold": hold}
LONG = {"session": session}
