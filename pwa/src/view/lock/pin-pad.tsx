/**
 * Ten large keys for a PIN, and the keyboard's own. What is typed is seen as dots and heard as a count, never as digits.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { is_pin, PIN_DIGITS } from '../../core/lock';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';

interface PinPadProps {
  /** What the last key does. */
  action: string;
  /** Nothing can be typed now; where one has to wait, for so many seconds. */
  is_off: boolean;
  wait_s?: number;
  on_pin: (pin: string) => void;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export function PinPad({ action, is_off, wait_s = 0, on_pin }: PinPadProps) {
  const [typed, set_typed] = useState('');
  const add = (digit: string) => set_typed((before) => (before + digit).slice(0, PIN_DIGITS.most));
  const remove = () => set_typed((before) => before.slice(0, -1));
  const give = () => {
    if (!is_pin(typed)) return;
    set_typed('');
    on_pin(typed);
  };
  useDigits(is_off ? null : { add, remove, give });
  const key = (digit: string) => (
    <button key={digit} type="button" class="pin-key numbers" disabled={is_off} onClick={() => add(digit)}>
      {digit}
    </button>
  );
  return (
    <div class="pin">
      {wait_s > 0 ? (
        <p class="pin-head">
          <span class="pin-wait numbers" role="timer" aria-label={T.lock.wait_left}>
            {clock_text(wait_s)}
          </span>
        </p>
      ) : (
        <p class="pin-head" aria-hidden="true">
          {Array.from({ length: Math.max(PIN_DIGITS.least, typed.length) }, (_, i) => (
            <span key={i} class={i < typed.length ? 'pin-dot is-typed' : 'pin-dot'} />
          ))}
        </p>
      )}
      <p class="unseen" role="status">
        {typed === '' ? '' : T.lock.typed(typed.length)}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn around its legend, and this has none to see. */}
      <div class="pin-keys" role="group" aria-label={T.lock.pad}>
        {DIGITS.map(key)}
        <button
          type="button"
          class="pin-key is-delete"
          aria-label={T.lock.delete}
          disabled={is_off || typed === ''}
          onClick={remove}
        >
          <Icon name="erase" />
        </button>
        {key('0')}
        <button type="button" class="pin-key is-go" disabled={is_off || !is_pin(typed)} onClick={give}>
          {action}
        </button>
      </div>
    </div>
  );
}

function clock_text(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

interface Keys {
  add: (digit: string) => void;
  remove: () => void;
  give: () => void;
}

/** Digits typed on a keyboard, wherever the focus is; Enter, where it presses nothing else. */
function useDigits(keys: Keys | null): void {
  const now = useRef(keys);
  now.current = keys;
  // With the pad itself: who types ahead loses no digit.
  useLayoutEffect(() => {
    const on_key = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (now.current === null || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(key)) now.current.add(key);
      else if (key === 'Backspace') now.current.remove();
      else if (key === 'Enter' && !(target as Element).closest('button, a')) now.current.give();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', on_key);
    return () => window.removeEventListener('keydown', on_key);
  }, []);
}
