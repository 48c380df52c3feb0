/** The frame of every question around a run: way back above, what to read in the middle, what to press below. */
import type { ComponentChildren } from 'preact';
import type { Send } from '../../app/model';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';

interface FlowFrameProps {
  title: string;
  send: Send;
  /** What one does here, at the foot of the screen. */
  actions?: ComponentChildren;
  has_back?: boolean;
  /** Beside the way out, above. */
  tools?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

export function FlowFrame({ title, send, actions, has_back = true, tools, class: name, children }: FlowFrameProps) {
  return (
    <div class={`flow ${name ?? ''}`}>
      <header class="flow-bar">
        {has_back && (
          <button type="button" class="bar-button" onClick={() => send({ type: 'flow_backed' })}>
            <Icon name="back" />
            {T.common.back}
          </button>
        )}
        <span class="flow-name">{title}</span>
        {tools}
        <button type="button" class="bar-button" onClick={() => send({ type: 'flow_left' })}>
          {T.flow.leave}
        </button>
      </header>
      <main class="flow-main" tabIndex={-1}>
        {children}
      </main>
      {actions && <footer class="flow-actions">{actions}</footer>}
    </div>
  );
}
