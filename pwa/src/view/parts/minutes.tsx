/** The minutes that are left: what fits, the keys that say so or not, and below them what becomes shorter or goes. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Fit } from '../../core/elastic';
import { minutes_of } from '../../core/format';
import type { PlannedHold } from '../../core/plan';
import type { FittedStep, ProtocolVersion } from '../../wire.gen';
import { plain_name } from '../run/names';
import { T } from '../strings-rooms';
import { Sheet } from './sheet';
import { Slider } from './slider';

const MINUTE_MS = 60_000;

interface MinutesProps {
  title: string;
  /** How long it takes as it is, in milliseconds. */
  whole_ms: number;
  version: ProtocolVersion;
  before: readonly PlannedHold[];
  fit: (left_ms: number) => Fit;
  on_use: (left_ms: number) => void;
  /** Takes back what was fitted; where nothing was, or nothing can be taken back, it is not there. */
  on_whole?: () => void;
  on_close: () => void;
  /** At its foot, always in sight. */
  children?: ComponentChildren;
}

export function MinutesSheet(props: MinutesProps) {
  const { title, whole_ms, version, before, fit, on_use, on_whole, on_close, children } = props;
  const most = Math.max(2, Math.ceil(whole_ms / MINUTE_MS));
  const [minutes, set_minutes] = useState(Math.max(1, most - Math.max(1, Math.round(most / 4))));
  const found = fit(minutes * MINUTE_MS);
  const count = before.length - found.plan.holds.length;
  return (
    <Sheet title={title} on_close={on_close} class="minutes">
      <p class="minutes-number numbers" aria-hidden="true">
        {minutes} <small>{T.minutes.unit}</small>
      </p>
      <Slider
        label={T.minutes.left}
        min={1}
        max={most}
        step={1}
        value={minutes}
        said={T.minutes.of(minutes)}
        on_change={set_minutes}
      />
      <p role="status" class="minutes-fits">
        {found.fitted.length === 0 && found.is_within
          ? T.minutes.all_fits
          : found.is_within
            ? T.minutes.fits(found.plan.holds.length, before.length)
            : T.minutes.shortest(minutes_of(found.takes_ms))}
      </p>
      <div class="sheet-actions">
        <button
          type="button"
          class="button is-primary"
          disabled={found.fitted.length === 0}
          onClick={() => {
            on_use(minutes * MINUTE_MS);
            on_close();
          }}
        >
          {T.minutes.use}
        </button>
        <button type="button" class="button" onClick={on_whole ?? on_close}>
          {on_whole ? T.minutes.whole : T.minutes.cancel}
        </button>
      </div>
      {found.fitted.length > 0 && (
        <ul class="lines minutes-found">
          {found.fitted.map((each) => (
            <li key={each.step}>{words_of(each, before, version)}</li>
          ))}
        </ul>
      )}
      {count > 0 && <p class="small soft">{T.minutes.nothing_longer}</p>}
      {children}
    </Sheet>
  );
}

/** "Top of the shoulder (step 1): once less a side, 45 s instead of 60." */
function words_of(
  { step, holds, hold_ms }: FittedStep,
  before: readonly PlannedHold[],
  version: ProtocolVersion,
): string {
  const own = before.filter((hold) => hold.step === step);
  const name = T.flow.steps.name(plain_name(version, own[0]?.point ?? ''), step + 1);
  if (holds === 0) return T.minutes.left_out(name);
  const was_ms = own.at(-1)?.hold_ms ?? hold_ms;
  const parts = [
    holds < own.length && T.minutes.holds(holds, own.length),
    hold_ms < was_ms && T.minutes.seconds(Math.round(hold_ms / 1000), Math.round(was_ms / 1000)),
  ];
  return `${name}: ${parts.filter(Boolean).join(', ')}`;
}
