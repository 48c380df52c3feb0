/**
 * The body map, fetched when something first shows it: figures and drawings weigh as much as all the other rooms.
 *
 * The service worker keeps it with everything else. Where it cannot be had nothing stands in its place: the words beside
 * it say the same, and no run waits for a picture.
 */
import { type Signal, signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type { BodyParts } from './parts';

const fetched: Signal<BodyParts | null> = signal(null);
let asked: Promise<void> | null = null;

/** Fetches it, once a page. */
export function fetch_body(): Promise<void> {
  asked ??= import('./parts').then(
    (module) => {
      fetched.value = module.body_parts;
    },
    () => {},
  );
  return asked;
}

/** Something of the body map: nothing until it is there. */
export function LaterBody({ draw }: { draw: (parts: BodyParts) => ComponentChild }) {
  useEffect(() => void fetch_body(), []);
  return fetched.value === null ? null : draw(fetched.value);
}
