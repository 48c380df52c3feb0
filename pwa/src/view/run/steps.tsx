/** The steps of the run beside the clock, with the one that runs: what was, what is, what comes. A tap leads to each. */
import { useEffect, useRef } from 'preact/hooks';
import type { Run } from '../../app/model';
import { T } from '../strings-rooms';
import { StepList } from './steps-sheet';

export function Steps({ run, on_choose }: { run: Run; on_choose: (hold: number) => void }) {
  const frame = useRef<HTMLElement>(null);
  const { session } = run;

  useEffect(() => {
    const list = frame.current;
    const item = list?.querySelector('[aria-current="step"]');
    // The one before stays in sight above it.
    const first = item?.previousElementSibling ?? item;
    if (!(first instanceof HTMLElement && list)) return;
    // The list scrolls in its frame; where it cannot be as high as its rows, the frame does.
    for (const each of [list, first.parentElement]) each?.scrollTo({ top: first.offsetTop - list.offsetTop });
  }, [session.hold]);

  return (
    <nav ref={frame} class="run-list" aria-label={T.run.steps}>
      <StepList run={run} on_choose={on_choose} />
    </nav>
  );
}
