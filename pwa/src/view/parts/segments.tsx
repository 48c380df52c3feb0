/** One of a few, all in sight: native radios, drawn as one bar. */
interface SegmentsProps<Value extends string> {
  name: string;
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  on_choose: (value: Value) => void;
}

export function Segments<Value extends string>({ name, label, value, options, on_choose }: SegmentsProps<Value>) {
  return (
    <div class="segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => on_choose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
