/** Keys that call for help, wherever the words beside them say to call. They lead to the device's own telephone and nowhere else. */
import { T } from '../strings-rooms';

const NUMBERS = ['112', '999', '911'] as const;

/** `said`: the words beside them. Where none of these names an emergency number there is no key. */
export function CallKeys({ said }: { said: readonly string[] }) {
  if (!said.some((words) => words.includes(T.common.emergency_number) || words.includes(NUMBERS[0]))) return null;
  return (
    <div class="call-keys">
      {NUMBERS.map((number) => (
        <a key={number} class="call-key numbers" href={`tel:${number}`} data-lock="open">
          {T.common.call(number)}
        </a>
      ))}
    </div>
  );
}
