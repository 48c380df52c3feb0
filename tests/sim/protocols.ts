/**
 * The protocols that a practice of a world makes for itself: how people save them and put them away, and what must be true
 * of them. Which of them stand it knows from the log's own texts by a way of its own, never by the app's.
 */
import { own_from } from '../../pwa/src/core/build-saved';
import { digest_of, type NewFact } from '../../pwa/src/core/fact';
import type { KnownFact } from '../../pwa/src/core/history';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { ProtocolPutAway, ProtocolSaved } from '../../pwa/src/wire.gen';
import type { FakeRandom } from '../pwa/support/fakes';
import type { SimDevice } from './device';
import { Broken, type Dump, type Held } from './reading';

export const OF_PROTOCOLS = ['protocol_saved', 'protocol_put_away'];

/** So few that the devices meet in one and the same again and again. */
const DOCUMENTS = 3;
const POINT = 'quadratus-lumborum-lower';
const FREQUENCY = { min_hours_between: 48, max_per_week: 2, stop_if_no_change_after_weeks: 4 };
const STEP = { point: POINT, side: 'affected', reps: 2, rest_s: 15, target_nrs: [3, 5], ceiling_nrs: 6 };
/** Whatever a whole version has to carry, and no more. */
const CARRIED = {
  condition: {
    id: 'low-back-pain',
    title: 'Back',
    evidence: { grade: 'none', statement: 'No', sources: [] },
    may_say: 'May',
    must_not_say: 'Must',
    who_must_not_use: [],
    screen: [],
  },
  points: [
    {
      id: POINT,
      muscle: { latin: 'Musculus', plain: 'Side' },
      region: 'low-back',
      view: 'back',
      outline: 'back',
      position: { right: { x: 58.6, y: 39.4 }, left: { x: 41.4, y: 39.4 } },
      search_radius: 1.4,
      search_area: 'Side',
      classic_label: null,
      referral: 'Side',
      self_care: 'allowed',
      therapist: {
        technique: [],
        position: 'prone',
        hold_s: { min: 20, default: 45, max: 60 },
        pressure_nrs: { low: 3, high: 5, ceiling: 6 },
      },
      cautions: [],
      zones_nearby: [],
      self: {
        tools: [],
        position: 'standing',
        hold_s: { min: 15, default: 30, max: 45 },
        pressure_nrs: { low: 2, high: 4, ceiling: 5 },
      },
    },
  ],
  screening: [{ id: 'chest-or-breath', group: 'all', ask: 'Chest?', if_yes: 'emergency' }],
  zones: [],
};

/** What somebody makes of one of the practice's protocols, as far as the device in their hands knows it. */
export async function protocol_work(device: SimDevice, random: FakeRandom): Promise<NewFact[]> {
  const subject = `0b0c0000-0000-4000-8000-00000000000${Math.floor(random.share() * DOCUMENTS)}`;
  const [hold_s, title, goes] = [20 + Math.floor(random.share() * 40), random.share(), random.share() < 0.3];
  const known = (await device.page?.database.rows_of(subject)) ?? [];
  const [shown] = own_from(known.map(read)).filter(({ is_put_away }) => !is_put_away || !goes);
  const fact = { subject, client_id: null, at: device.wall_ms() };
  if (shown && goes) {
    const body: ProtocolPutAway = { replaces: shown.replaces };
    return [{ ...fact, kind: 'protocol_put_away', body }];
  }
  const protocol = {
    id: subject,
    condition: CARRIED.condition.id,
    audience: 'therapist',
    title: `Ours, ${title}`,
    summary: 'è € 𝄞',
    minimum_age: 18,
    setup_s_per_run: 20,
    frequency: FREQUENCY,
    steps: [{ ...STEP, hold_s }],
  };
  const version = JSON.stringify({ protocol, ...CARRIED });
  const body: ProtocolSaved = { replaces: shown?.replaces ?? null, digest: digest_of(version), version };
  return [{ ...fact, kind: 'protocol_saved', body }];
}

/** [Sim 12] of a log, at any moment. */
export function check_protocols(dump: Dump): void {
  const versions = new Set(dump.versions);
  for (const { pos, raw, client_id } of dump.facts) {
    if (raw === null || !OF_PROTOCOLS.includes(kind_in(raw))) continue;
    if (client_id !== null) throw new Broken(`[Sim 12] the protocol at position ${pos} is filed under ${client_id}`);
    const { digest } = (JSON.parse(raw) as { body: Partial<ProtocolSaved> }).body;
    if (digest !== undefined && !versions.has(digest))
      throw new Broken(`[Sim 12] the version at position ${pos} cannot be read by its digest`);
  }
}

/** [Sim 12] of a device of this practice, once all is quiet. */
export function check_protocols_on(device: SimDevice, dump: Dump): void {
  const rows = device.rows().filter(({ kind, practice }) => is_of(kind, practice, dump));
  const [held] = rows.filter(({ state }) => state === 'held');
  if (device.role === 'client') {
    if (held) throw new Broken(`[Sim 12] ${device.name}, a client's, holds ${held.kind} ${held.id}`);
    return;
  }
  const shown = own_from(rows.filter(({ state }) => state === 'held').map(read)).map(({ replaces }) => replaces);
  const stand = standing(dump.facts);
  if (JSON.stringify(shown.sort()) !== JSON.stringify(stand))
    throw new Broken(`[Sim 12] ${device.name} shows protocols by ${shown}, where ${stand} stand`);
}

/** The facts by which protocols stand: of those that nothing replaces, versions; where there are none, words that put away. */
function standing(facts: readonly Held[]): string[] {
  const all = new Map<string, KnownFact>();
  for (const { id, raw } of facts)
    if (raw !== null && OF_PROTOCOLS.includes(kind_in(raw))) all.set(id, JSON.parse(raw) as KnownFact);
  const before = ({ body }: KnownFact) => all.get((body as ProtocolSaved).replaces ?? '');
  const ends = new Set(all.values());
  for (const fact of all.values()) ends.delete(before(fact) as KnownFact);
  const stand: string[] = [];
  for (const subject of new Set([...ends].map((fact) => fact.subject))) {
    const versions = [...ends].filter((fact) => fact.subject === subject && fact.kind === 'protocol_saved');
    const away = [...ends].filter((fact) => fact.subject === subject && fact.kind !== 'protocol_saved');
    // What was put away is shown as long as the version is there that it names.
    const named = away.filter((fact) => {
      let at: KnownFact | undefined = fact;
      while (at !== undefined && at.kind !== 'protocol_saved') at = before(at);
      return at !== undefined;
    });
    stand.push(...(versions.length > 0 ? versions : named).map(({ id }) => id));
  }
  return stand.sort();
}

function is_of(kind: string, practice: string, { practice_id }: Dump): boolean {
  return OF_PROTOCOLS.includes(kind) && practice === practice_id;
}

function read(row: FactRow): KnownFact {
  return { ...row, body: (JSON.parse(row.raw) as { body: unknown }).body };
}

function kind_in(raw: string): string {
  return (JSON.parse(raw) as { kind: string }).kind;
}
