/**
 * What stands in the way of saving a built session, and where: the house rules it breaks, and what it lacks.
 *
 * Pure. The rules themselves are those of rules.ts, asked of the whole version; here only where each is broken. Must never
 * let pass what the server refuses.
 *
 *  [B5] A broken rule is said at the steps that break it alone, else at those without which it is kept, else of the whole.
 *  [B6] Nothing is saved that breaks a rule, has no steps, no name, or a name that promises what is not known.
 */
import type { ProtocolVersion } from '../wire.gen';
import type { Draft } from './build';
import { broken_rules, type RuleId } from './rules';

export interface BrokenRule {
  rule: RuleId;
  /** Places of steps, from 0; none: the whole protocol breaks it. */
  steps: readonly number[];
}

export type Lacking = 'steps' | 'name' | 'promise';

/** Rules about a plan as a whole: no single step is to blame. */
const OF_THE_WHOLE: readonly RuleId[] = ['L13', 'L15'];

/** The same words as holdwell.core.rules; tests/vectors/claims.json pins both. */
const CLAIM =
  /\b(cures?|cured|heals?|healed|healing|proven|guarantee\w*|toxins?|detox\w*|adhesions?|realign\w*|decompress\w*|no pain,? no gain|lactic acid|(releas|free)\w*( the| a| your)? nerves?|(improv|boost|increas|stimulat|better)\w*( the| your| blood)* (circulation|flow))\b/i;

/** [B5] Every rule this version breaks, each once, with where. */
export function broken_where(version: ProtocolVersion): BrokenRule[] {
  const broken = broken_rules(version);
  if (broken.length === 0) return [];
  const places = version.protocol.steps.map((_, place) => place);
  const of_steps = broken.filter((rule) => !OF_THE_WHOLE.includes(rule));
  const alone = of_steps.length === 0 ? [] : places.map((place) => broken_rules(with_steps(version, [place])));
  const by_itself = (rule: RuleId) => places.filter((place) => alone[place]?.includes(rule));
  const is_shared = of_steps.some((rule) => by_itself(rule).length === 0);
  const without = is_shared ? places.map((place) => broken_rules(with_steps(version, others(places, place)))) : [];
  return broken.map((rule) => {
    if (OF_THE_WHOLE.includes(rule)) return { rule, steps: [] };
    const own = by_itself(rule);
    return { rule, steps: own.length > 0 ? own : places.filter((place) => !without[place]?.includes(rule)) };
  });
}

function others(places: readonly number[], left_out: number): number[] {
  return places.filter((place) => place !== left_out);
}

/** [B6] What must still come before it can be saved, beside the rules. */
export function lacking({ steps, name }: Pick<Draft, 'steps' | 'name'>): Lacking[] {
  const lacks: Lacking[] = [];
  if (steps.length === 0) lacks.push('steps');
  if (name.trim() === '') lacks.push('name');
  if (is_promise(name)) lacks.push('promise');
  return lacks;
}

/** Whether a text promises what is not known (rule L22 of the house). */
export function is_promise(text: string): boolean {
  return CLAIM.test(text);
}

/** The version with only these steps and their points. Alone, a step that may be left out stands for the whole. */
function with_steps(version: ProtocolVersion, places: readonly number[]): ProtocolVersion {
  const steps = places.flatMap((place) => version.protocol.steps[place] ?? []);
  const used = new Set(steps.map((step) => step.point));
  return {
    ...version,
    protocol: { ...version.protocol, steps: steps.map(({ optional: _, ...step }) => step) },
    points: version.points.filter((point) => used.has(point.id)),
  };
}
