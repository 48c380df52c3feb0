/**
 * Where nothing is heard the whole field tells: each phase by its own, and what is heard within one by a step of its frame.
 *
 * A step stays until the next one: nothing blinks, and whoever looks up late still sees it.
 */
import type { Model, Run } from '../../app/model';
import { is_silent } from '../../core/hearing';

/** Names of what the field tells now; empty where tones do. */
export function field_of({ platform, hearing, is_unheard }: Model, run: Run): string {
  const { sound } = platform.value;
  const is_heard = !is_silent(hearing.value) && sound !== 'blocked' && sound !== 'absent' && !is_unheard.value;
  const { stage, phase } = run.session;
  if (is_heard || stage !== 'running') return '';
  const { part, level, hold, is_other_side } = run;
  const names = [`is-field is-field-${run.guide === 'ease-off' ? 'easing' : phase}`];
  if (part !== null) names.push(`is-part-${part}`);
  if (level !== null && level.number > 1) names.push(`is-level-${Math.min(level.number, 3)}`);
  if (is_other_side && hold !== null) names.push(`is-to-${hold.side}`);
  return names.join(' ');
}

export function FieldFrame({ is_there }: { is_there: boolean }) {
  return is_there ? <div class="field-frame" aria-hidden="true" /> : null;
}
