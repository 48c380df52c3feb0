"""A browser whose sound, wake lock and storage a test decides, and the way to a run in it."""

from playwright.sync_api import expect

from person import Person

# Every media element and audio context that the app makes, to be looked at; and a page that can be hidden.
EARS = """
  window.made = { audio: [], contexts: [] };
  const listened = (name, list) => {
    const Real = window[name];
    window[name] = class extends Real { constructor(...given) { super(...given); list.push(this); } };
  };
  listened('Audio', window.made.audio);
  listened('AudioContext', window.made.contexts);
  let seen = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => seen });
  window.be = (now) => { seen = now; document.dispatchEvent(new Event('visibilitychange')); };
"""
GIVEN = """navigator.wakeLock.request = async () =>
  Object.assign(new EventTarget(), { release: async () => {} });"""
LASTING = "navigator.storage.persisted = async () => true;"
REFUSED = "navigator.wakeLock.request = async () => { throw new DOMException('low battery', 'NotAllowedError'); };"


def before_start(person: Person, *scripts: str) -> None:
    """At the last screen before Start, with these scripts ahead of the page's own."""
    for script in (EARS, *scripts):
        person.page.add_init_script(script)
    person.open("/")
    person.pick("Upper back pain")
    person.none_apply()
    expect(person.heading("How is the pain now?")).to_be_visible()


def in_a_hold(person: Person, *scripts: str) -> None:
    before_start(person, *scripts)
    person.press("Skip")
    person.to_phase("Hold")
