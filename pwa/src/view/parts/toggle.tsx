/** Something that is so or is not: a native checkbox, drawn as a switch, named by its words. */
interface ToggleProps {
  name: string;
  is_on: boolean;
  /** Said more fully to those who do not see what stands around it. */
  label?: string;
  note?: string;
  on_change: (is_on: boolean) => void;
}

export function Toggle({ name, is_on, label, note, on_change }: ToggleProps) {
  return (
    <label class="toggle">
      <span class="toggle-text">
        <strong>{name}</strong>
        {note && <span class="small soft numbers">{note}</span>}
      </span>
      <input
        type="checkbox"
        aria-label={label}
        checked={is_on}
        onChange={(event) => on_change(event.currentTarget.checked)}
      />
    </label>
  );
}
