/** A number that goes up and down by two large buttons. */

interface StepperProps {
  label: string;
  value: string;
  /** What stands under it. */
  note?: string;
  less: string;
  more: string;
  is_least: boolean;
  is_most: boolean;
  on_step: (by: -1 | 1) => void;
}

/** Two large buttons and what stands between them. At its end a button stays where it is, and does nothing. */
export function Stepper({ label, value, note, less, more, is_least, is_most, on_step }: StepperProps) {
  return (
    <fieldset class="stepper">
      <legend>{label}</legend>
      <button
        type="button"
        class="button"
        aria-label={less}
        aria-disabled={is_least}
        onClick={() => is_least || on_step(-1)}
      >
        −
      </button>
      <output class="numbers">{value}</output>
      <button
        type="button"
        class="button"
        aria-label={more}
        aria-disabled={is_most}
        onClick={() => is_most || on_step(1)}
      >
        +
      </button>
      {note && <p class="small soft numbers">{note}</p>}
    </fieldset>
  );
}
