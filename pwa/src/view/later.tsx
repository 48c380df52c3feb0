/**
 * Rooms that are not part of the first load: fetched when the app has nothing else to do, or when somebody opens one.
 *
 * The service worker keeps them with everything else, so they open without a network too. Owns the wait for them and what
 * is said where they cannot be had.
 */
import { type Signal, signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { Empty } from './parts/empty';
import type { Rooms } from './rooms';
import { T } from './strings';

export const fetched: Signal<Rooms | 'fetching' | 'failed'> = signal('fetching');

/** Fetches the rooms, once a page: what failed to come is not asked for again by a browser until the page loads anew. */
export async function fetch_rooms(): Promise<void> {
  if (fetched.value !== 'fetching') return;
  const found = await import('./rooms').then(
    (module) => module.rooms,
    () => 'failed' as const,
  );
  if (found !== 'failed') found.hand_on_focus();
  fetched.value = found;
}

/** Fetches them in a quiet moment, once what is on the screen stands. */
export function useRoomsFetchedWhenIdle(stands: boolean): void {
  useEffect(() => {
    if (!stands) return;
    // Safari has no idle callback: a while after is as good.
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(fetch_rooms, 1000);
      return () => clearTimeout(timer);
    }
    const wait = requestIdleCallback(() => void fetch_rooms(), { timeout: 3000 });
    return () => cancelIdleCallback(wait);
  }, [stands]);
}

interface LaterProps {
  draw: (rooms: Rooms) => ComponentChild;
}

/** Something that can wait: nothing until the rooms are there. */
export function OnceFetched({ draw }: LaterProps) {
  const state = fetched.value;
  return typeof state === 'object' ? draw(state) : null;
}

/** A room, and what is said until it is there. */
export function Later({ draw }: LaterProps) {
  const state = fetched.value;
  useEffect(() => void fetch_rooms(), []);
  if (state === 'failed') return <NotFetched />;
  if (state !== 'fetching') return <>{draw(state)}</>;
  return (
    <div class="wait" aria-busy="true">
      <Empty title={T.common.fetching_title} text={T.common.fetching} />
    </div>
  );
}

/** Said of rooms, and of the session side: without either no session can have begun on this page, so loading it anew loses nothing. */
export function NotFetched() {
  return (
    <Empty icon="away" title={T.common.not_fetched_title} text={T.common.not_fetched}>
      <button type="button" class="button is-primary" onClick={() => location.reload()}>
        {T.common.try_again}
      </button>
    </Empty>
  );
}
