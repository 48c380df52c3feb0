/**
 * The one live region: stands from the start, and says milestones only.
 *
 * Polite, but assertive for "ease off" and for the end. Never the seconds. Its words come with the rooms: without those
 * there is no run to speak of.
 */
import type { Model } from '../app/model';
import { fetched } from './later';

export function Milestones({ model }: { model: Model }) {
  // What was said last of a session is no longer to be read on a locked screen.
  const announcement = model.lock.value.is_locked ? null : model.announcement.value;
  const rooms = fetched.value;
  const { words = '', urgent = false } =
    announcement && typeof rooms === 'object' ? rooms.said_at(announcement.milestone, model.run.peek()) : {};
  // The same words twice are heard twice only when the text changes.
  const again = announcement && announcement.count % 2 === 1 ? ' ' : '';
  return (
    <div id="milestones" class="unseen" aria-live={urgent ? 'assertive' : 'polite'}>
      {words}
      {again}
    </div>
  );
}
