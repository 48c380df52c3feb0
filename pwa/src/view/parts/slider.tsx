/** One number along a line, drawn by us: a browser's own line is white, in candlelight too. Native in every other way. */
import type { JSX } from 'preact';
import '../css/slider.css';

interface SliderProps {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** What is said instead of the bare number. */
  said?: string;
  on_change: (value: number) => void;
}

export function Slider({ label, min, max, step, value, said, on_change }: SliderProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="slider"
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={said}
        style={{ '--share': (value - min) / Math.max(step, max - min) }}
        onInput={({ currentTarget }) => on_change(currentTarget.valueAsNumber)}
      />
    </label>
  );
}
