/** The stop-rule card: what one may feel, in plain words, and what happens then. Read under stress, so: short. */
import type { Run, Send } from '../../app/model';
import type { Advice as Advised } from '../../core/advice';
import { MAY_LAST, STOP_RULES } from '../../core/stop-rules';
import type { Audience } from '../../wire.gen';
import { CallKeys } from '../parts/call-keys';
import { reaction_words } from '../parts/reaction-words';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { type Lock, Unlock } from './room-keys';

/** Locked, all of it can be said by touch and nothing goes on: what lies on the screen begins no hold ([TL1]). */
export function StopCard({ audience, lock, send }: { audience: Audience; lock: Lock; send: Send }) {
  const close = () => send({ type: 'card_closed' });
  const go_on = () => {
    close();
    send({ type: 'resume' });
  };
  return (
    <Sheet title={T.stop_card.title} on_close={close} class="stop-card">
      <p>{T.stop_card.lead}</p>
      {(['session', 'point'] as const).map((scope) => (
        <section key={scope} class={`reactions is-${scope}`}>
          <h3>{T.stop_card.groups[scope]}</h3>
          <p class="small">{T.stop_card.scope[scope]}</p>
          {STOP_RULES.filter((rule) => rule.scope === scope && rule.said_on === 'card').map((rule) => (
            <button
              key={rule.id}
              type="button"
              class="reaction"
              data-lock="open"
              onClick={() => send({ type: 'react', reaction: rule.id })}
            >
              {reaction_words(rule.id, audience)}
            </button>
          ))}
        </section>
      ))}
      {lock.is_locked && <Unlock lock={lock} />}
      <button type="button" class="button is-wide" onClick={go_on}>
        {T.stop_card.nothing}
      </button>
    </Sheet>
  );
}

export function Advice({ rule, run, send }: { rule: Advised; run: Run; send: Send }) {
  const advice = T.stop_card.advice[words_for(rule)];
  const lines = advice[run.plan.audience === 'self-care' ? 'lines' : 'lines_client'];
  const close = () => send({ type: 'card_closed' });
  const may_last = MAY_LAST.some((id) => id === rule.id);
  // By its name: behind the sheet the next point may stand already ([S10]).
  const left = rule.scope === 'point' ? run.session.closed.at(-1) : undefined;
  const name = run.version.points.find(({ id }) => id === left)?.muscle.plain;
  return (
    <Sheet title={advice.title} on_close={close} class={`advice is-${rule.action}`}>
      {name && <p class="eyebrow">{name}</p>}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <CallKeys said={lines} />
      {run.session.stage !== 'ended' && <p class="soft">{T.stop_card.scope[rule.scope]}.</p>}
      <button type="button" class="button is-primary is-wide" data-lock="open" onClick={close}>
        {rule.id.startsWith('answered') ? T.stop_card.read : may_last ? T.stop_card.passed : T.stop_card.come_off}
      </button>
      {may_last && (
        <button
          type="button"
          class="button is-wide"
          data-lock="open"
          onClick={() => send({ type: 'react', reaction: 'lasting' })}
        >
          {T.stop_card.rules.lasting}
        </button>
      )}
    </Sheet>
  );
}

function words_for(rule: Advised): keyof typeof T.stop_card.advice {
  return rule.id === 'answered-emergency' || rule.id === 'answered-refer-first' ? rule.id : rule.action;
}
