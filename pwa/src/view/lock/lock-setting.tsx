/** The setting of the lock: a PIN typed twice, after how long it locks, and what it is and is not. */
import '../css/lock.css';
import { useEffect, useState } from 'preact/hooks';
import type { LockState } from '../../app/lock-model';
import type { Model, Send } from '../../app/model';
import { LOCK_MINUTES } from '../../core/lock';
import { Segments } from '../parts/segments';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { said_of } from './lock-screen';
import { PinPad } from './pin-pad';

/** What the PIN is typed for: to set it, to change it, to take the lock off. */
type Aim = 'set' | 'change' | 'remove';

export function LockSetting({ model, send }: { model: Model; send: Send }) {
  const lock = model.lock.value;
  const [aim, set_aim] = useState<Aim | null>(null);
  const leave = () => {
    set_aim(null);
    send({ type: 'lock_left' });
  };
  return (
    <>
      <p class="soft">{T.lock.honest}</p>
      {lock.is_set && <Times lock={lock} send={send} />}
      <div class="settings-keys">
        {lock.is_set ? (
          <>
            <button type="button" class="button is-primary lock-now" onClick={() => send({ type: 'lock_wanted' })}>
              {T.lock.now}
            </button>
            <button type="button" class="button" onClick={() => set_aim('change')}>
              {T.lock.change}
            </button>
            <button type="button" class="button" onClick={() => set_aim('remove')}>
              {T.lock.remove}
            </button>
          </>
        ) : (
          <button type="button" class="button" onClick={() => set_aim('set')}>
            {T.lock.set}
          </button>
        )}
      </div>
      {aim !== null && <PinSheet aim={aim} lock={lock} send={send} on_close={leave} />}
    </>
  );
}

function Times({ lock, send }: { lock: LockState; send: Send }) {
  return (
    <>
      <p class="small soft">{T.lock.after}</p>
      <Segments
        name="lock-minutes"
        label={T.lock.after}
        value={String(lock.minutes)}
        options={LOCK_MINUTES.map((minutes) => ({ value: String(minutes), label: T.lock.minutes(minutes) }))}
        on_choose={(chosen) => {
          const minutes = LOCK_MINUTES.find((each) => String(each) === chosen);
          if (minutes !== undefined) send({ type: 'lock_timed', minutes });
        }}
      />
      <p class="small soft">{T.lock.when}</p>
    </>
  );
}

interface PinSheetProps {
  aim: Aim;
  lock: LockState;
  send: Send;
  on_close: () => void;
}

function PinSheet({ aim, lock, send, on_close }: PinSheetProps) {
  const [is_proven, set_proven] = useState(aim === 'set');
  const [chosen, set_chosen] = useState<string | null>(null);
  const [has_differed, set_differed] = useState(false);
  const { check } = lock;
  useEffect(() => {
    if (check === 'kept') return on_close();
    if (check !== 'right') return;
    set_proven(true);
    if (aim === 'remove') send({ type: 'lock_removed' });
  }, [check]);
  const take = (pin: string) => {
    if (!is_proven) return send({ type: 'pin_typed', pin });
    if (chosen === null) return set_chosen(pin);
    if (chosen === pin) return send({ type: 'pin_chosen', pin });
    set_differed(true);
    set_chosen(null);
  };
  const asked = !is_proven || aim === 'remove' ? 'current' : chosen === null ? 'choose' : 'again';
  return (
    <Sheet title={TITLE[asked]} class="pin-sheet" on_close={on_close}>
      <p class="soft" role="status">
        {said_of(lock, asked === 'choose' && has_differed ? T.lock.differs : LEAD[asked])}
      </p>
      <PinPad
        action={asked === 'again' ? T.lock.confirm : T.lock.next}
        is_off={check === 'checking' || (asked === 'current' && lock.wait_s > 0)}
        wait_s={asked === 'current' ? lock.wait_s : 0}
        on_pin={take}
      />
      <div class="sheet-actions">
        <button type="button" class="button is-plain" onClick={on_close}>
          {T.common.cancel}
        </button>
      </div>
    </Sheet>
  );
}

const TITLE = { current: T.lock.current_title, choose: T.lock.choose_title, again: T.lock.again_title } as const;
const LEAD = { current: T.lock.lead, choose: T.lock.choose_lead, again: T.lock.again_lead } as const;
