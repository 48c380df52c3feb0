/** Where one is, for whoever does not see the page: its title, and the focus that stays at the heading. */
import { useLayoutEffect } from 'preact/hooks';
import type { Model } from '../app/model';
import { T } from './strings-rooms';

/** What a tab and a screen reader call the page. Never whom it is about: titles are listed elsewhere too. */
export function PageTitle({ model }: { model: Model }) {
  const { screen } = model.route.value;
  const title = `${model.lock.value.is_locked ? T.common.locked : T.pages[screen]} · ${T.common.app}`;
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}

/**
 * From now on a heading that is replaced hands on the focus that it had: that of a wait, to that of what was waited for.
 * Else whoever has only keys or ears would stand nowhere.
 */
export function hand_on_focus(): void {
  let focused = heading_of(document.activeElement);
  document.addEventListener('focusin', ({ target }) => {
    focused = heading_of(target);
  });
  new MutationObserver(() => {
    if (focused === null || focused.isConnected) return;
    focused = null;
    if (document.activeElement === document.body) {
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
  }).observe(document.body, { subtree: true, childList: true });
}

function heading_of(target: EventTarget | null): Element | null {
  return target instanceof Element && target.matches('h1') ? target : null;
}
