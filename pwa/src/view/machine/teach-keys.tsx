/** Keys are taught by pressing them: press the pedal, say what it does, keep it. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { KEY_ACTIONS, type KeyAction, key_from, keys_of_run, type LearnedKeys } from '../../app/pedal';
import { T } from '../strings-rooms';

interface TeachProps {
  keys: LearnedKeys;
  on_change: (keys: LearnedKeys) => void;
}

/** `heard`: the key that was pressed; null while it is waited for. */
type Lesson = { state: 'none' | 'waiting' | 'nameless' } | { state: 'heard'; key: string; action: KeyAction };

export function TeachKeys({ keys, on_change }: TeachProps) {
  const [lesson, set_lesson] = useState<Lesson>({ state: 'none' });
  const is_waiting = lesson.state === 'waiting';
  useNextKey(is_waiting, (key) =>
    set_lesson(
      key === null ? { state: 'nameless' } : { state: 'heard', key, action: keys_of_run(keys)[key] ?? 'next' },
    ),
  );
  const keep = () => {
    if (lesson.state === 'heard') on_change({ ...keys, [lesson.key]: lesson.action });
    set_lesson({ state: 'none' });
  };
  return (
    <div class="teach">
      <p class="soft">{T.room.teach_lead}</p>
      <Taught keys={keys} on_change={on_change} />
      <p role="status" class="teach-said">
        {lesson.state === 'waiting' && T.room.waiting}
        {lesson.state === 'nameless' && T.room.no_name}
        {lesson.state === 'heard' && T.room.heard(key_name(lesson.key))}
      </p>
      {lesson.state === 'heard' && (
        <label class="field">
          <span class="unseen">{T.room.heard(key_name(lesson.key))}</span>
          <select
            value={lesson.action}
            onChange={({ currentTarget }) =>
              set_lesson({ ...lesson, action: KEY_ACTIONS.find((each) => each === currentTarget.value) ?? 'next' })
            }
          >
            {KEY_ACTIONS.map((action) => (
              <option key={action} value={action}>
                {T.room.actions[action]}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="settings-keys">
        {lesson.state === 'heard' && (
          <button type="button" class="button is-primary" onClick={keep}>
            {T.room.keep}
          </button>
        )}
        {is_waiting || lesson.state === 'heard' ? (
          <button type="button" class="button" onClick={() => set_lesson({ state: 'none' })}>
            {T.room.cancel}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => set_lesson({ state: 'waiting' })}>
            {T.room.press_now}
          </button>
        )}
      </div>
    </div>
  );
}

function Taught({ keys, on_change }: TeachProps) {
  const taught = Object.entries(keys);
  if (taught.length === 0) return null;
  return (
    <ul class="teach-list" aria-label={T.room.taught}>
      {taught.map(([key, action]) => (
        <li key={key}>
          <strong>{key_name(key)}</strong>
          <span>{T.room.actions[action]}</span>
          <button
            type="button"
            class="button is-plain"
            aria-label={T.room.forget(key_name(key))}
            onClick={() => on_change(Object.fromEntries(taught.filter(([each]) => each !== key)))}
          >
            {T.room.forget_short}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The next key that is pressed, before anything on the page hears of it: heard from the moment "Waiting" is shown. */
function useNextKey(is_waiting: boolean, on_key: (key: string | null) => void): void {
  useLayoutEffect(() => {
    if (!is_waiting) return;
    const hear = (event: KeyboardEvent) => {
      const is_none = key_from(event) === null && event.key !== '' && event.key !== 'Unidentified';
      if (is_none || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      on_key(key_from(event));
    };
    document.addEventListener('keydown', hear, true);
    return () => document.removeEventListener('keydown', hear, true);
  }, [is_waiting]);
}

function key_name(key: string): string {
  return T.room.key_names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
