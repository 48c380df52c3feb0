/** A state with nothing in it yet: one sentence, and at most one action. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface EmptyProps {
  title?: string;
  text: string;
  /** What kind of state it is; without one something is on its way. */
  icon?: IconName;
  children?: ComponentChildren;
}

export function Empty({ title, text, icon, children }: EmptyProps) {
  return (
    <div class="empty">
      {icon ? (
        <span class="empty-mark">
          <Icon name={icon} />
        </span>
      ) : (
        <svg class="ring-mark" viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r="42" />
          <path d="M50 8a42 42 0 0 1 42 42" />
        </svg>
      )}
      {title && <h1 tabIndex={-1}>{title}</h1>}
      <p>{text}</p>
      {children}
    </div>
  );
}
