/**
 * How somebody wants to be told: which profile of tones and how loud, by protocol and person. Pure.
 *
 * What was chosen last comes first; of what was never chosen the device's own setting holds. Must never reach the log: it
 * stays on the device.
 */

/** `silent`: told by the whole screen and by the hand alone. `soft`: close by. `clear`: across a room. */
export type Profile = 'silent' | 'soft' | 'clear';
export const PROFILES: readonly Profile[] = ['silent', 'soft', 'clear'];

export interface Hearing {
  profile: Profile;
  /** 0 to 1. */
  volume: number;
}

/** What was chosen, by protocol and person; the last choice stands last. */
export type Choices = readonly { protocol_id: string; client_id: string | null; hearing: Hearing }[];

/** So many choices are kept; older ones are forgotten. */
const MOST = 200;

/** For this protocol with this person, else for this protocol with anybody, else the device's own. */
export function hearing_of(choices: Choices, protocol_id: string, client_id: string | null, own: Hearing): Hearing {
  const of_protocol = choices.filter((each) => each.protocol_id === protocol_id);
  const of_both = of_protocol.filter((each) => each.client_id === client_id);
  return (of_both.at(-1) ?? of_protocol.at(-1))?.hearing ?? own;
}

export function with_hearing(
  choices: Choices,
  protocol_id: string,
  client_id: string | null,
  hearing: Hearing,
): Choices {
  const others = choices.filter((each) => each.protocol_id !== protocol_id || each.client_id !== client_id);
  return [...others, { protocol_id, client_id, hearing }].slice(-MOST);
}

/** Nothing can be heard of it: the screen tells instead. */
export function is_silent({ profile, volume }: Hearing): boolean {
  return profile === 'silent' || volume <= 0;
}
