/** Mounts one scene: `?scene=run/hold&theme=dark&distance=3`. Without a scene, a list of all. */
import { type ComponentChild, render } from 'preact';
import { App } from '../../../pwa/src/view/app';
import { fetch_body } from '../../../pwa/src/view/body/later-body';
import { fetch_rooms } from '../../../pwa/src/view/later';
import type { Library } from '../../../pwa/src/wire.gen';
import { fake_model } from './fake-model';
import { PRESSED, SCENES } from './scenes';
import { BODY_SCENES } from './scenes-body';

const asked = new URLSearchParams(location.search);
const root = document.getElementById('app');

async function mount(at: HTMLElement): Promise<void> {
  const library = (await (await fetch('./library.json')).json()) as Library;
  const name = asked.get('scene') ?? '';
  const theme = (['dark', 'candle'] as const).find((each) => each === asked.get('theme')) ?? 'light';
  const body_scene = BODY_SCENES[name];
  if (body_scene !== undefined) {
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
    // The page stands already when the map comes to it, as in the app: what that costs is told (tests/bench/body.py).
    render(page(null), at);
    await document.fonts.ready;
    at.getBoundingClientRect();
    const began_ms = performance.now();
    render(page(body_scene(library)), at);
    at.getBoundingClientRect();
    at.dataset.drawn_ms = `${performance.now() - began_ms}`;
    await painted(at);
    at.dataset.scene = name;
    return;
  }
  const scene = SCENES[name];
  if (scene === undefined) {
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
    return;
  }
  const { model, send } = fake_model(library, theme);
  await fetch_rooms();
  await fetch_body();
  // Its own drawing is fetched where one is shown; fetched before, it stands with the first frame.
  await import('uqr');
  const distance_m = ([1, 2, 3] as const).find((each) => String(each) === asked.get('distance')) ?? null;
  model.settings.value = { ...model.settings.value, distance_m };
  scene(model, library);
  render(<App model={model} send={send} />, at);
  await painted(at);
  for (const words of PRESSED[name] ?? []) {
    press(words);
    await painted(at);
  }
  at.dataset.scene = name;
}

/** The first that says so; of a sheet, where one lies over the rest. */
function press(words: string): void {
  const within = document.querySelector('dialog[open]') ?? document;
  const there = [...within.querySelectorAll<HTMLElement>('button, label')];
  const pressed = there.find((each) => each.textContent.trim() === words);
  if (pressed === undefined) throw new RangeError(`nothing says ${words}`);
  pressed.scrollIntoView({ block: 'center', behavior: 'instant' });
  pressed.click();
}

/** Type is asked for when something is laid out in it, and what came late is painted with the frame after the next. */
async function painted(at: HTMLElement): Promise<void> {
  at.getBoundingClientRect();
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

if (root) void mount(root);
