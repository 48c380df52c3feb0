/** Something that is so or is not: a native checkbox, drawn as a switch, named by the words that are so where it is on. */
interface ToggleProps {
  name: string;
  is_on: boolean;
  note?: string;
  on_change: (is_on: boolean) => void;
}

export function Toggle({ name, is_on, note, on_change }: ToggleProps) {
  return (
    <label class="toggle">
      <span class="toggle-text">
        <strong>{name}</strong>
        {note && <span class="small soft numbers">{note}</span>}
      </span>
      <input type="checkbox" checked={is_on} onChange={(event) => on_change(event.currentTarget.checked)} />
    </label>
  );
}
