/**
 * The numbers 0 to 10 as one radiogroup.
 *
 * Where a choice counts at once (`is_final`), arrows move the focus and choose nothing: passing over a number on the way
 * to another must never count as a rating. Elsewhere they choose as they go, as radios do.
 */
import { useRef } from 'preact/hooks';
import { T } from '../strings-rooms';

interface ScaleProps {
  label: string;
  /** The label as it is seen, short; without it nothing is: the screen says it elsewhere. */
  caption?: string;
  value: number | null;
  /** Comfort band and ceiling; without them all numbers look alike. */
  band?: readonly [number, number];
  ceiling?: number;
  is_final?: boolean;
  /** An answer is asked for just now. Silence is fine. */
  is_asked?: boolean;
  on_choose: (nrs: number) => void;
}

const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Scale({
  label,
  caption,
  value,
  band,
  ceiling,
  is_final = false,
  is_asked = false,
  on_choose,
}: ScaleProps) {
  const group = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const buttons = Array.from(group.current?.querySelectorAll('button') ?? []);
    const here = buttons.indexOf(event.target as HTMLButtonElement);
    const goal =
      event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : here + (STEPS[event.key] ?? Number.NaN);
    const target = buttons[(goal + buttons.length) % buttons.length];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
    if (!is_final) on_choose(buttons.indexOf(target));
  }

  return (
    <div
      ref={group}
      class={is_asked ? 'scale is-asked' : 'scale'}
      role="radiogroup"
      aria-label={label}
      onKeyDown={move}
    >
      {NUMBERS.map((nrs) => {
        const is_hot = ceiling !== undefined && nrs >= ceiling;
        const is_band = band !== undefined && !is_hot && nrs >= band[0] && nrs <= band[1];
        return (
          // biome-ignore lint/a11y/useSemanticElements: a native radio chooses as the arrows pass over it
          <button
            key={nrs}
            type="button"
            role="radio"
            aria-checked={value === nrs}
            aria-description={is_hot ? T.run.too_much : is_band ? T.run.in_band : undefined}
            tabIndex={nrs === (value ?? 0) ? 0 : -1}
            class={is_hot ? 'is-hot' : is_band ? 'is-band' : undefined}
            onClick={() => on_choose(nrs)}
          >
            {nrs}
          </button>
        );
      })}
      {caption && (
        <span class="scale-caption" aria-hidden="true">
          {caption}
        </span>
      )}
    </div>
  );
}

/** A comfort band in miniature, as a picture beside the words that say it. */
export function Band({ low, high, ceiling }: { low: number; high: number; ceiling: number }) {
  return (
    <span class="band" aria-hidden="true">
      {NUMBERS.map((nrs) => (
        <i key={nrs} class={nrs >= ceiling ? 'is-hot' : nrs >= low && nrs <= high ? 'is-band' : undefined} />
      ))}
    </span>
  );
}
