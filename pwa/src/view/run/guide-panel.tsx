/** What to do now, in one sentence, with the comfort band beside it; and in setup the way to begin at once. */
import type { Run, Send } from '../../app/model';
import type { PlannedHold } from '../../core/plan';
import { Band, Scale } from '../parts/scale';
import { T } from '../strings-rooms';
import { Melted } from './melted';

interface PanelProps {
  run: Run;
  hold: PlannedHold;
  send: Send;
}

export function GuidePanel({ run, hold, send }: PanelProps) {
  const is_paused = run.session.stage === 'paused';
  const is_easing = !is_paused && run.guide === 'ease-off';
  const [low, high] = run.band;
  const words = words_of(run, hold);
  const turn = run.is_turning && !is_paused && hold.body_position;
  return (
    <div class={`guide ${is_easing ? 'is-easing' : ''}`}>
      <p key={words} class="guide-words">
        {turn && <strong class="guide-turn">{T.run.turn[turn]}</strong>}
        {words}
        {run.can.begin_early && !is_paused && (
          <span class="guide-comfort numbers">
            <Band low={low} high={high} ceiling={hold.ceiling_nrs} /> {T.run.comfort(low, high, hold.ceiling_nrs)}
          </span>
        )}
      </p>
      {run.can.begin_early && !is_paused && (
        <button type="button" class="button is-primary guide-begin" onClick={() => send({ type: 'begin_early' })}>
          {T.run.begin_now}
        </button>
      )}
      <Melted run={run} />
      {run.breaths && (
        <button type="button" class="button is-primary guide-breath" onClick={() => send({ type: 'breathe' })}>
          {T.run.breath}
        </button>
      )}
      {run.can.rate && run.asked !== 'release' && run.breaths === null && (
        <p class="guide-band numbers">
          <span>{T.run.aim(low, high)}</span>
          <span>{T.run.ceiling_at(hold.ceiling_nrs)}</span>
        </p>
      )}
    </div>
  );
}

export function Ratings({ run, hold, send }: PanelProps) {
  // What is asked as it comes off is about the hold that has just ended.
  const of = (run.asked === 'release' && run.plan.holds[run.session.felt?.hold ?? -1]) || null;
  return (
    <Scale
      label={T.run.discomfort}
      caption={run.asked ? T.run.asked[run.asked] : T.run.discomfort_seen}
      is_asked={run.asked !== null}
      value={run.rating}
      band={of ? of.target_nrs : run.band}
      ceiling={(of ?? hold).ceiling_nrs}
      is_final
      on_choose={(nrs) => send({ type: 'rate', nrs })}
    />
  );
}

export function words_of(run: Run, hold: PlannedHold): string {
  if (run.session.stage === 'paused') return T.run.paused_guide;
  const is_after = run.session.phase === 'release' || run.session.phase === 'rest';
  if (is_after && run.session.closed.includes(hold.point)) return T.run.closed(hold.side !== 'midline');
  const is_at_ceiling = run.guide === 'ease-off' && (run.rating ?? 0) >= hold.ceiling_nrs;
  return is_at_ceiling ? T.run.at_ceiling(hold.ceiling_nrs) : T.run.guide[run.guide];
}
