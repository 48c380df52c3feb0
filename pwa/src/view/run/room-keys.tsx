/** What the room needs, one tap away in every moment of a run: candlelight, the whole screen as one key, and the lock. */
import type { Model, Run, Send } from '../../app/model';
import { with_candle } from '../../app/room-model';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';
import { HOLD_TO_UNLOCK_MS } from './hold-press';
import { MinutesKey } from './minutes-key';
import { useHold } from './use-hold';

interface KeysProps {
  model: Model;
  send: Send;
}

export interface Lock {
  is_locked: boolean;
  /** Something was touched that is locked: then it says how to open it. */
  is_asked: boolean;
  set: (is_locked: boolean) => void;
}

export function RoomKeys({ model, run, send, lock }: KeysProps & { run: Run; lock: Lock }) {
  const { target } = model.settings.value;
  const card = target === 'whole' && <CardKey send={send} />;
  if (lock.is_locked) {
    return (
      <div class="room-keys">
        <Unlock lock={lock} />
        {card}
      </div>
    );
  }
  return (
    <div class="room-keys">
      <CandleKey model={model} send={send} />
      <button
        type="button"
        class="room-key"
        aria-pressed={target === 'whole'}
        aria-label={T.room.whole}
        onClick={() => send({ type: 'settings_changed', settings: { target: target === 'whole' ? 'keys' : 'whole' } })}
      >
        <Icon name="whole" />
      </button>
      <button type="button" class="room-key" aria-label={T.room.lock} onClick={() => lock.set(true)}>
        <Icon name="lock" />
      </button>
      <MinutesKey model={model} run={run} send={send} />
      {card}
    </div>
  );
}

/** Where the whole screen is one key, the stop-rule card has its own up here. */
function CardKey({ send }: { send: Send }) {
  return (
    <button
      type="button"
      class="room-key"
      data-lock="open"
      aria-label={T.stop_card.open}
      onClick={() => send({ type: 'card_opened' })}
    >
      <Icon name="hand" />
    </button>
  );
}

/** Lights the candle, and puts it out. */
export function CandleKey({ model, send }: KeysProps) {
  const settings = model.settings.value;
  return (
    <button
      type="button"
      class="room-key"
      aria-pressed={settings.theme === 'candle'}
      aria-label={T.room.candle}
      onClick={() => send({ type: 'settings_changed', settings: with_candle(settings) })}
    >
      <Icon name="candle" />
    </button>
  );
}

/** Held for a second, with the fill in sight; a key or assistive technology opens it at once. */
export function Unlock({ lock }: { lock: Lock }) {
  const open = () => lock.set(false);
  const { is_down, handlers } = useHold({ on_held: open, on_pressed: open }, HOLD_TO_UNLOCK_MS);
  return (
    <div class="unlock-place" data-lock="open">
      <button type="button" class={is_down ? 'unlock is-down' : 'unlock'} {...handlers}>
        <Icon name="lock" />
        <span>{T.room.unlock}</span>
      </button>
      {lock.is_asked && (
        <p class="unlock-hint" role="alert">
          {T.room.locked}
        </p>
      )}
    </div>
  );
}
