/**
 * Mounts one scene: `?scene=run/hold&theme=dark&distance=3`. Without a scene, a list of all.
 *
 * `show_scene` changes the scene within the page: loading it anew costs several times as much as a screen. Each has a
 * model of its own, on a page on which nothing stands that the one before left there.
 */
import { type ComponentChild, render } from 'preact';
import type { Theme } from '../../../pwa/src/app/room-model';
import { App } from '../../../pwa/src/view/app';
import { fetch_body } from '../../../pwa/src/view/body/later-body';
import { fetch_rooms } from '../../../pwa/src/view/later';
import type { Library } from '../../../pwa/src/wire.gen';
import { end } from './endings';
import { fake_model } from './fake-model';
import { PRESSED, SCENES, type Scene } from './scenes';
import { BODY_SCENES, type BodyScene } from './scenes-body';

const HELD_MS = 1000;
const library = fetch('./library.json').then((answer) => answer.json() as Promise<Library>);

async function mount(at: HTMLElement, asked: URLSearchParams): Promise<void> {
  const name = asked.get('scene') ?? '';
  const theme = (['dark', 'candle'] as const).find((each) => each === asked.get('theme')) ?? 'light';
  const body_scene = BODY_SCENES[name];
  const scene = SCENES[name];
  if (body_scene !== undefined) await mount_body(at, name, theme, body_scene);
  else if (scene !== undefined) await mount_app(at, name, scene, theme, asked.get('distance'));
  else list(at);
}

/** The body map by itself. The page stands already when it comes, as in the app: what it costs is told (tests/bench/body.py). */
async function mount_body(at: HTMLElement, name: string, theme: Theme, scene: BodyScene): Promise<void> {
  const shown = await library;
  document.documentElement.dataset.theme = theme;
  const page = (content: ComponentChild) => (
    <div class="frame">
      <main>
        <h1>{name}</h1>
        {content}
      </main>
      <div aria-live="polite" />
    </div>
  );
  render(page(null), at);
  await document.fonts.ready;
  at.getBoundingClientRect();
  const began_ms = performance.now();
  render(page(scene(shown)), at);
  at.getBoundingClientRect();
  at.dataset.drawn_ms = `${performance.now() - began_ms}`;
  await painted(at);
  at.dataset.scene = name;
}

async function mount_app(
  at: HTMLElement,
  name: string,
  scene: Scene,
  theme: Theme,
  distance: string | null,
): Promise<void> {
  const { model, send } = fake_model(await library, theme);
  await fetch_rooms();
  await fetch_body();
  // Its own drawing is fetched where one is shown; fetched before, it stands with the first frame.
  await import('uqr');
  const distance_m = ([1, 2, 3] as const).find((each) => String(each) === distance) ?? null;
  model.settings.value = { ...model.settings.value, distance_m };
  scene(model, await library);
  render(<App model={model} send={send} />, at);
  leave_the_focus_at_the_top(at);
  await painted(at);
  for (const words of PRESSED[name] ?? []) {
    await press(words);
    await painted(at);
  }
  at.dataset.scene = name;
}

function list(at: HTMLElement): void {
  const names = [...Object.keys(SCENES), ...Object.keys(BODY_SCENES)];
  document.title = names.join(' ');
  render(
    <ul>
      {names.map((each) => (
        <li key={each}>
          <a href={`?scene=${each}`}>{each}</a>
        </li>
      ))}
    </ul>,
    at,
  );
}

/** The page as it was before its first scene: nothing that one wore, told or scrolled is there for the next. */
function clear(at: HTMLElement): void {
  render(null, at);
  end();
  const { documentElement: html } = document;
  for (const worn of html.getAttributeNames()) if (worn !== 'lang') html.removeAttribute(worn);
  for (const told of Object.keys(at.dataset)) delete at.dataset[told];
  scrollTo({ top: 0, left: 0, behavior: 'instant' });
}

/** The app leads the focus to the heading of a screen that comes after another. Here each one is the first. */
function leave_the_focus_at_the_top(at: HTMLElement): void {
  if (document.activeElement?.matches('h1') !== true) return;
  // The next Tab begins where the focus was last.
  at.tabIndex = -1;
  at.focus({ preventScroll: true });
  at.blur();
  at.removeAttribute('tabindex');
}

/** The first that says so; of a sheet, where one lies over the rest. `~`: held for a moment, as by a finger. */
async function press(words: string): Promise<void> {
  const wanted = words.replace(/^~/, '');
  const within = document.querySelector('dialog[open]') ?? document;
  const there = [...within.querySelectorAll<HTMLElement>('button, label')];
  const said = (each: HTMLElement) => [each.textContent.trim(), each.getAttribute('aria-label')];
  const pressed =
    there.find((each) => said(each).includes(wanted)) ?? there.find((each) => each.textContent.trim().endsWith(wanted));
  if (pressed === undefined) throw new RangeError(`nothing says ${wanted}`);
  pressed.scrollIntoView({ block: 'center', behavior: 'instant' });
  if (wanted === words) return pressed.click();
  const finger = { bubbles: true, pointerType: 'touch', width: 20, height: 20, pressure: 0.5 };
  pressed.dispatchEvent(new PointerEvent('pointerdown', finger));
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  pressed.dispatchEvent(new PointerEvent('pointerup', finger));
}

/** Type is asked for when something is laid out in it, and what came late is painted with the frame after the next. */
async function painted(at: HTMLElement): Promise<void> {
  at.getBoundingClientRect();
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

const root = document.getElementById('app');
if (root) {
  const show_scene = async (asked: string) => {
    clear(root);
    history.replaceState(null, '', `?${asked}`);
    await mount(root, new URLSearchParams(asked));
    if (root.dataset.scene === undefined) throw new RangeError(`no scene is called so: ${asked}`);
  };
  Object.assign(window, { show_scene });
  void mount(root, new URLSearchParams(location.search));
}
