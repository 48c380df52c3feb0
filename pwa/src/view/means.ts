/** With what a point is pressed, and phrases of content as sentences: for the page and for the run. */
import type { Point } from '../wire.gen';

/** Whether somebody alone presses here with the fingers and nothing else: so it is on neck and face. */
export function is_fingers_only(point: Point): boolean {
  const tools = point.self?.tools ?? [];
  return tools.length > 0 && tools.every((tool) => tool === 'fingers');
}

/** Content writes "prone or seated"; a page writes "Prone or seated." */
export function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
