/** A model made by hand: signals one may set, filled with the library's own content. Sends nothing anywhere. */
import { type Signal, signal } from '@preact/signals';
import type { Preflight } from '../../../pwa/src/app/cue-model';
import { NO_LOCK } from '../../../pwa/src/app/lock-door';
import type { Intent, LibraryCard, Model, Settings } from '../../../pwa/src/app/model';
import { DEFAULT_ROOM } from '../../../pwa/src/app/room-model';
import { minutes_of } from '../../../pwa/src/core/format';
import { version_from } from '../../../pwa/src/core/inlined';
import { plan_from } from '../../../pwa/src/core/plan';
import { broken_rules } from '../../../pwa/src/core/rules';
import type { Library, ProtocolVersion } from '../../../pwa/src/wire.gen';

/** The model with its signals open for writing. */
export type OpenModel = { [Name in keyof Model]: Signal<Model[Name]['value']> };

export const NOW = Date.UTC(2026, 10, 22, 19, 5);

export function fake_model(
  library: Library,
  theme: Settings['theme'],
): { model: OpenModel; send: (i: Intent) => void } {
  const model: OpenModel = {
    route: signal({ screen: 'library' }),
    library: signal({ state: 'ready', library, cards: cards_of(library) }),
    browsing: signal({ audience: 'self-care', search: '' }),
    page: signal('loading'),
    judge: signal(broken_rules),
    finder: signal('fetching'),
    own: signal([]),
    build: signal(null),
    is_staff: signal(false),
    flow: signal(null),
    run: signal(null),
    dial: signal({ left_s: 0, share: 0, plan_left_s: 0 }),
    announcement: signal(null),
    clients: signal([
      { id: 'client-1', name: 'R. M.', version: 'v1' },
      { id: 'client-2', name: 'A. K.', version: 'v2' },
      { id: 'client-3', name: 'Tomás', version: 'v3' },
    ]),
    sessions: signal([]),
    earlier: signal({ sessions: [], clients: [] }),
    older: signal({ is_there: false, whole: [], reading: null, trouble: null }),
    day_after: signal({ due: null, open: [], now_ms: NOW }),
    session_sync: signal({}),
    note_drafts: signal({}),
    versions: signal({}),
    sync: signal({
      paired: {
        device_id: 'd1',
        practice_id: 'p1',
        practice_name: 'Linden Street Practice',
        role: 'owner',
        client_id: null,
        device_name: 'Laptop at the desk',
        is_publicly_trusted: true,
      },
      network: 'online',
      activity: 'idle',
      written: 31,
      on_server: 31,
      unsent: 0,
      refused: [],
      last_synced_at: NOW,
      handed_over: 0,
      progress: null,
    }),
    pairing: signal({ state: 'idle' }),
    devices: signal({
      state: 'loading',
      devices: [],
      removed: [],
      code: null,
      came: '',
      is_local_only: false,
      is_for_clients: true,
      failure: '',
    }),
    erasing: signal({ state: 'idle' }),
    audit: signal([]),
    status: signal('loading'),
    settings: signal({
      ...DEFAULT_ROOM,
      theme,
      profile: 'soft',
      volume: 0.6,
      passes_mute_switch: false,
      vibrates: true,
      speaks: false,
      voice_id: null,
      plays_locked: true,
      distance_m: null,
      figure: 'neither',
      audience: 'self-care',
      install_hint: 'open',
    }),
    lock: signal(NO_LOCK),
    platform: signal({
      wake_lock: 'held',
      sound: 'ready',
      storage: 'lasting',
      offline: 'ready',
      ticks: 'steady',
      has_mute_switch: true,
    }),
    hearings: signal([]),
    hearing: signal({ profile: 'soft', volume: 0.6 }),
    senses: signal({ voices: [{ id: 'v', name: 'Emma', language: 'en-GB' }], vibrates: true, records: true }),
    preflight: signal(READY),
    is_unheard: signal(false),
    own_words: signal({ places: [], protocol_id: null, recording: null, trouble: null }),
    install: signal('none'),
    is_install_suggested: signal(false),
    has_update: signal(false),
    trouble: signal(null),
    is_running_elsewhere: signal(false),
    is_session_missed: signal(false),
  };
  return { model, send: (intent) => respond(model, intent) };
}

/** Everything was checked, and is as it should be. */
export const READY: Preflight = {
  tone: 'heard',
  screen: 'kept',
  battery: { share: 0.82, is_low: false },
  storage: 'lasting',
  clock: { ahead_ms: 300, is_off: false },
  voice: 'off',
  unsent: 0,
};

/** A few presses change what is seen, so that the gallery can be looked at by hand too. */
function respond(model: OpenModel, intent: Intent): void {
  if (intent.type === 'audience_chosen') model.browsing.value = { ...model.browsing.value, audience: intent.audience };
  if (intent.type === 'searched') model.browsing.value = { ...model.browsing.value, search: intent.text };
  if (intent.type === 'settings_changed') model.settings.value = { ...model.settings.value, ...intent.settings };
  if (intent.type === 'note_typed') model.note_drafts.value = { [intent.session_id]: intent.text };
  const { flow } = model;
  if (flow.value === null) return;
  if (intent.type === 'answered') {
    flow.value = { ...flow.value, answers: { ...flow.value.answers, [intent.question]: intent.answer } };
  }
  if (intent.type === 'pain_chosen') flow.value = { ...flow.value, pain_before: intent.nrs, pain_after: intent.nrs };
}

/** A protocol with all it uses, as the server inlines it. */
export function version_of(library: Library, id: string): { version: ProtocolVersion; digest: string } {
  const entry = library.protocols.find((each) => each.protocol.id === id);
  const version = entry ? version_from(library, entry) : null;
  if (entry === undefined || version === null) throw new RangeError(`the library has no ${id}`);
  return { version, digest: entry.digest };
}

/** Of each library once: a plan of every protocol takes longer than most screens. */
const known_cards = new WeakMap<Library, LibraryCard[]>();

function cards_of(library: Library): LibraryCard[] {
  const cards = known_cards.get(library) ?? cards_from(library);
  known_cards.set(library, cards);
  return cards;
}

function cards_from(library: Library): LibraryCard[] {
  return library.protocols.map(({ digest, protocol }) => {
    const { version } = version_of(library, protocol.id);
    const plan = plan_from(version, digest, { affected_side: 'left', left_out: [] });
    return {
      id: protocol.id,
      digest,
      title: protocol.title,
      summary: protocol.summary,
      audience: protocol.audience,
      condition: protocol.condition,
      minutes: minutes_of(plan.planned_ms),
      points: version.points.length,
      grade: version.condition.evidence.grade,
      barred: null,
    };
  });
}
