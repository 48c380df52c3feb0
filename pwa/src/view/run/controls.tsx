/** What is pressed: one large button for the moment, four beside it, and the way to say that something is wrong. */
import type { Intent, Run, Send } from '../../app/model';
import { clock_text } from '../../core/format';
import { release_word } from '../../core/guide';
import { can_tell, guided } from '../../core/kinds';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';
import { name_of } from './names';

interface ControlsProps {
  run: Run;
  /** Something to know before the first hold; it takes the place of what comes next. */
  note: string | null;
  is_locked: boolean;
  send: Send;
}

export function Controls({ run, note, is_locked, send }: ControlsProps) {
  const is_paused = run.session.stage === 'paused';
  const main = main_press(run, is_locked);
  return (
    <div class="controls">
      <div class="controls-head">
        {run.refusal ? (
          <p class="refusal" role="alert">
            {T.run.refused[run.refusal]}
          </p>
        ) : (
          <p class="next numbers">{note ?? next_words(run)}</p>
        )}
        <SomethingWrong send={send} />
      </div>
      <div class="controls-keys">
        <button
          type="button"
          data-lock={is_under_pressure(run) ? 'open' : undefined}
          class={main.is_quiet ? 'button go is-quiet' : 'button go is-primary'}
          aria-label={main.label}
          onClick={() => send(main.intent)}
        >
          {main.name}
        </button>
        <div class="row">
          {/* It keeps its place while paused: a second tap of the same thumb must not meet another key there. */}
          <button type="button" class="button" disabled={is_paused} onClick={() => send({ type: 'pause' })}>
            {T.run.pause}
          </button>
          <Key name={T.run.redo} is_able={run.can.redo} intent={{ type: 'redo' }} send={send} />
          <Key name={T.run.skip} is_able intent={{ type: 'skip' }} send={send} />
          <Key name={T.run.more_time} is_able={run.can.extend} intent={{ type: 'extend' }} send={send} />
        </div>
      </div>
    </div>
  );
}

/** The stop-rule card, one tap away wherever somebody may be under pressure, also while touch is locked ([TL1]). */
export function SomethingWrong({ send }: { send: Send }) {
  return (
    <button type="button" class="wrong" data-lock="open" onClick={() => send({ type: 'card_opened' })}>
      <Icon name="hand" />
      {T.stop_card.open}
    </button>
  );
}

/** A key that cannot do its work now still takes the press: the machine says why. */
function Key({ name, is_able, intent, send }: { name: string; is_able: boolean; intent: Intent; send: Send }) {
  return (
    <button type="button" class="button" aria-disabled={!is_able} onClick={() => send(intent)}>
      {name}
    </button>
  );
}

export interface MainPress {
  name: string;
  /** Where what is seen says less than the name under which it is always found. */
  label?: string;
  intent: Intent;
  is_quiet: boolean;
}

/** What a release is at this moment: past the hold it goes on; in the hold it may say that it eased ([G11]). */
export function release_as({ session, hold }: Run): 'go_on' | 'eased' | 'release' {
  const { phase, ratings } = session;
  if (phase === 'release' || phase === 'rest') return 'go_on';
  if (phase !== 'hold' || hold === null) return 'release';
  const word = release_word(hold.hold_kind, guided(hold, session), ratings, can_tell(session));
  return word === 'eased' ? 'eased' : 'release';
}

/** What the large key does at this moment. While touch is locked whatever lies on it says nothing of how it went ([G11]). */
export function main_press(run: Run, is_locked = false): MainPress {
  const { session } = run;
  if (session.stage === 'paused') return { name: T.run.resume, intent: { type: 'resume' }, is_quiet: false };
  const intent: Intent = { type: 'release' };
  const as = release_as(run);
  if (as === 'go_on') return { name: T.run.go_on, label: T.run.go_on_name, intent, is_quiet: true };
  if (is_locked)
    return { name: T.run.release_now, intent: { ...intent, is_unsaid: true }, is_quiet: session.phase === 'setup' };
  const name = as === 'eased' ? T.run.eased_release_now : T.run.release_now;
  return { name, intent, is_quiet: session.phase === 'setup' };
}

/** Somebody is pressing: what lets go is never locked. */
export function is_under_pressure({ session: { stage, phase } }: Run): boolean {
  return stage === 'running' && (phase === 'ramp' || phase === 'hold');
}

function next_words(run: Run) {
  if (run.next === null) return T.run.last_hold;
  return (
    <>
      {T.run.next}: <strong>{name_of(run.version, run.next.point, run.next.side)}</strong>,{' '}
      {clock_text(run.next.hold_ms / 1000)}
    </>
  );
}
