/** The steps of the run, with the one that runs: what was, what is, what comes. */
import { useEffect, useRef } from 'preact/hooks';
import type { Run } from '../../app/model';
import { clock_text } from '../../core/format';
import { T } from '../strings-rooms';
import { name_of } from './names';

export function Steps({ run }: { run: Run }) {
  const current = useRef<HTMLLIElement>(null);
  const { session, plan } = run;

  useEffect(() => {
    const item = current.current;
    const list = item?.parentElement;
    // The one before stays in sight above it.
    const first = item?.previousElementSibling ?? item;
    if (first instanceof HTMLElement && list) list.scrollTop = first.offsetTop - list.offsetTop;
  }, [session.hold]);

  return (
    // A list that may scroll can be reached by key, so that it can be scrolled by key.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <ol class="run-steps numbers" aria-label={T.run.steps} tabIndex={0}>
      {plan.holds.map((hold, index) => {
        const is_current = index === session.hold;
        const is_closed = session.closed.includes(hold.point);
        const is_past = index < session.hold;
        return (
          <li
            key={`${hold.step}-${hold.side}-${hold.repeat}`}
            ref={is_current ? current : undefined}
            aria-current={is_current ? 'step' : undefined}
            class={is_current ? 'is-current' : is_past || is_closed ? 'is-past' : undefined}
          >
            <span class="run-steps-number">{index + 1}</span>
            <span>
              {name_of(run.version, hold.point, hold.side)}
              {hold.repeats > 1 && <span class="soft"> {T.run.repeat(hold.repeat, hold.repeats)}</span>}
            </span>
            <span class="run-steps-time">
              {is_closed && !is_past ? T.run.left_out_today : clock_text(hold.hold_ms / 1000)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
