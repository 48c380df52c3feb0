/** The locked screen: it stands alone, and says nothing of what is behind it. */
import '../css/lock.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LockState } from '../../app/lock-model';
import type { Model, Send } from '../../app/model';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';
import { PinPad } from './pin-pad';

interface RoomProps {
  model: Model;
  send: Send;
}

export function LockScreen({ model, send }: RoomProps) {
  const [is_forgotten, set_forgotten] = useState(false);
  const lock = model.lock.value;
  const is_freed = lock.freeing.state === 'freed';
  useReadingFromTop(`${is_forgotten} ${is_freed}`);
  if (is_freed) return <Freed send={send} />;
  if (is_forgotten) return <CodeForm lock={lock} send={send} on_back={() => set_forgotten(false)} />;
  return (
    <div class="lock">
      <div class="lock-said">
        <Mark />
        <h1 tabIndex={-1}>{T.common.locked}</h1>
        <p class="lead soft" role="status">
          {said_of(lock)}
        </p>
      </div>
      <div class="lock-keys">
        <PinPad
          action={T.lock.unlock}
          is_off={lock.wait_s > 0 || lock.check === 'checking'}
          wait_s={lock.wait_s}
          on_pin={(pin) => send({ type: 'pin_typed', pin })}
        />
        {lock.check === 'failed' ? (
          <button type="button" class="button" onClick={() => location.reload()}>
            {T.lock.load_again}
          </button>
        ) : (
          <button type="button" class="button is-plain" onClick={() => set_forgotten(true)}>
            {T.lock.forgotten}
          </button>
        )}
      </div>
    </div>
  );
}

/** With another face of the lock the reading begins at its heading again. */
function useReadingFromTop(face: string): void {
  const before = useRef(face);
  useLayoutEffect(() => {
    if (before.current !== face) document.querySelector<HTMLElement>('h1')?.focus();
    before.current = face;
  }, [face]);
}

function Mark() {
  return (
    <span class="lock-mark">
      <Icon name="lock" />
    </span>
  );
}

/** What the lock says of the PIN that was typed last. */
export function said_of({ check, wait_s, tries_left }: LockState, otherwise: string = T.lock.lead): string {
  if (check === 'checking') return T.lock.checking;
  if (check === 'failed') return T.lock.failed;
  if (wait_s > 0) return T.lock.wait;
  return check === 'wrong' && tries_left > 0 ? T.lock.wrong(tries_left) : otherwise;
}

function CodeForm({ lock, send, on_back }: { lock: LockState; send: Send; on_back: () => void }) {
  const [code, set_code] = useState('');
  const { freeing } = lock;
  const is_asking = freeing.state === 'asking';
  return (
    <div class="lock is-code">
      <div class="lock-said">
        <Mark />
        <h1 tabIndex={-1}>{T.lock.code_title}</h1>
        <p class="lead soft">{T.lock.code_lead}</p>
      </div>
      <form
        class="lock-keys"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = code.trim();
          if (typed !== '') send({ type: 'lock_code_typed', code: typed, device_name: T.lock.device_name });
        }}
      >
        <p role="status" class={freeing.state === 'failed' ? 'notice is-stop' : 'unseen'}>
          {is_asking && T.lock.code_asking}
          {freeing.state === 'failed' &&
            (freeing.why === 'other' && freeing.detail ? freeing.detail : T.lock.not_freed[freeing.why])}
        </p>
        <label class="field">
          <span>{T.lock.code}</span>
          <input
            class="code-input numbers"
            value={code}
            maxLength={64}
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            onInput={(event) => set_code(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-primary is-wide" aria-disabled={code.trim() === ''} disabled={is_asking}>
          {is_asking ? T.lock.code_asking : T.lock.code_send}
        </button>
        <button type="button" class="button is-plain" onClick={on_back}>
          {T.lock.back}
        </button>
      </form>
    </div>
  );
}

function Freed({ send }: { send: Send }) {
  return (
    <div class="lock">
      <div class="lock-said">
        <Mark />
        <h1 tabIndex={-1}>{T.lock.freed_title}</h1>
        <p class="lead soft">{T.lock.freed}</p>
        <button type="button" class="button is-primary" onClick={() => send({ type: 'lock_gone_on' })}>
          {T.lock.go_on}
        </button>
      </div>
    </div>
  );
}
