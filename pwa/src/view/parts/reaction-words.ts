/** What was felt, in the words under which it is said: alone in one's own. An id that is not known here says itself. */
import { STOP_RULES } from '../../core/stop-rules';
import type { Audience } from '../../wire.gen';
import { T } from '../strings-rooms';

export function reaction_words(id: string, audience: Audience): string {
  const rule = STOP_RULES.find((each) => each.id === id);
  if (rule === undefined) return id.replaceAll('-', ' ');
  const alone: Partial<Record<string, string>> = T.stop_card.rules_alone;
  return (audience === 'self-care' ? alone[rule.id] : undefined) ?? T.stop_card.rules[rule.id];
}
