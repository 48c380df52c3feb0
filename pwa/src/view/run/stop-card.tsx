/** The stop-rule card: what one may feel, in plain words, and what happens then. Read under stress, so: short. */
import type { Run, Send } from '../../app/model';
import { STOP_RULES, type StopRule } from '../../core/stop-rules';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';

export function StopCard({ send }: { send: Send }) {
  const close = () => send({ type: 'card_closed' });
  const go_on = () => {
    close();
    send({ type: 'resume' });
  };
  return (
    <Sheet title={T.stop_card.title} on_close={close} class="stop-card">
      <p>{T.stop_card.lead}</p>
      {(['point', 'session'] as const).map((scope) => (
        <section key={scope} class={`reactions is-${scope}`}>
          <h3>{T.stop_card.groups[scope]}</h3>
          <p class="small">{T.stop_card.scope[scope]}</p>
          {STOP_RULES.filter((rule) => rule.scope === scope).map((rule) => (
            <button
              key={rule.id}
              type="button"
              class="reaction"
              onClick={() => send({ type: 'react', reaction: rule.id })}
            >
              {T.stop_card.rules[rule.id]}
            </button>
          ))}
        </section>
      ))}
      <button type="button" class="button is-wide" onClick={go_on}>
        {T.stop_card.nothing}
      </button>
    </Sheet>
  );
}

export function Advice({ rule, run, send }: { rule: StopRule; run: Run; send: Send }) {
  const advice = T.stop_card.advice[rule.action];
  const close = () => send({ type: 'card_closed' });
  return (
    <Sheet title={advice.title} on_close={close} class={`advice is-${rule.action}`}>
      {advice[run.plan.audience === 'self-care' ? 'lines' : 'lines_client'].map((line) => (
        <p key={line}>{line}</p>
      ))}
      {run.session.stage !== 'ended' && <p class="soft">{T.stop_card.scope[rule.scope]}.</p>}
      <button type="button" class="button is-primary is-wide" onClick={close}>
        {T.stop_card.come_off}
      </button>
    </Sheet>
  );
}
