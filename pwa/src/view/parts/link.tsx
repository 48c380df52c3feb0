/** A link to a screen: a true address for the browser, and no page load. */
import type { ComponentChildren } from 'preact';
import type { Route, Send } from '../../app/model';
import { path_from_route } from '../../app/routes';

interface LinkProps {
  to: Route;
  send: Send;
  class?: string;
  is_current?: boolean;
  children: ComponentChildren;
}

export function Link({ to, send, class: name, is_current, children }: LinkProps) {
  function follow(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    send({ type: 'go', route: to });
  }
  return (
    <a href={path_from_route(to)} class={name} aria-current={is_current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}
