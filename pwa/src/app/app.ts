/**
 * The app's composition: makes the controllers, hands every intent to the one that carries it out, and gives the view
 * its model. What a session needs stands behind a door (session-door.ts) and comes once the library stands; everything
 * here is needed before. Must never hold state of its own beyond where one is.
 */
import { computed, effect, signal, untracked } from '@preact/signals';
import { Building, saved_text } from './build';
import { Devices } from './devices';
import { EarlierKeeper } from './earlier';
import { export_unproven } from './exporting';
import { Finding } from './finding';
import { InstallKeeper } from './install';
import { LibraryKeeper } from './library';
import { LockDoor } from './lock-door';
import { Membership } from './membership';
import type { Intent, Model, PlatformState, Route, Send } from './model';
import { NoteDrafts } from './note-drafts';
import { OlderKeeper } from './older';
import { PairingDoor } from './pairing-door';
import { Recorder } from './recorder';
import { path_from_route, route_from_path } from './routes';
import { type FetchSessionSide, SessionDoor } from './session-door';
import { Sessions } from './sessions';
import { NOTHING_ASKED, SettingsKeeper } from './settings';
import { Upgrades } from './upgrades';
import { Versions } from './versions';
import type { World } from './world';

export interface App {
  model: Model;
  send: Send;
  /** Reads the device, takes up what was on, and only then asks the network. */
  start(): Promise<void>;
}

/** Intents that come from a tap or key: the moment at which browsers let sound begin. */
const SILENT: readonly Intent['type'][] = ['searched', 'complaint_searched', 'note_typed', 'settings_changed'];

/** `fetch_session_side`: how the code of the session side comes; a file of its own, that the service worker keeps. */
export function create_app(world: World, fetch_session_side: FetchSessionSide = () => import('./session-side')): App {
  const app = new Composition(world, fetch_session_side);
  return { model: app.model, send: (intent) => app.send(intent), start: () => app.start() };
}

class Composition {
  readonly model: Model;
  readonly #world: World;
  readonly #route = signal<Route>({ screen: 'library' });
  readonly #membership: Membership;
  /** The code of a pairing link that is not looked up yet: while a session is on it waits for the end of it. */
  #code = '';
  #is_audience_chosen = false;
  readonly #platform = signal<PlatformState>(NOTHING_ASKED);
  readonly #recorder: Recorder;
  readonly #sessions: Sessions;
  readonly #earlier: EarlierKeeper;
  readonly #older: OlderKeeper;
  readonly #versions: Versions;
  readonly #library: LibraryKeeper;
  readonly #settings: SettingsKeeper;
  readonly #notes: NoteDrafts;
  readonly #session: SessionDoor;
  readonly #finding: Finding;
  readonly #upgrades: Upgrades;
  readonly #pairing: PairingDoor;
  readonly #lock: LockDoor;
  readonly #devices: Devices;
  readonly #install: InstallKeeper;
  readonly #building: Building;

  constructor(world: World, fetch_session_side: FetchSessionSide) {
    this.#world = world;
    const { database, clock } = world;
    this.#sessions = new Sessions(database);
    this.#earlier = new EarlierKeeper(world);
    this.#older = new OlderKeeper(world, this.#sessions);
    this.#versions = new Versions(world, (digest) => saved_text(this.#sessions.documents.peek(), digest));
    this.#recorder = new Recorder(database, clock, {
      written: (rows) => {
        this.#sessions.take(rows);
        world.tabs.tell({ rows: rows.map(({ id }) => id) });
        world.sync.nudge();
      },
      waiting: (facts) => this.#sessions.wait(facts),
    });
    this.#notes = new NoteDrafts(world);
    const running = () => ({ session_id: this.#session.session_id });
    const kept = { sessions: this.#sessions, earlier: this.#earlier, older: this.#older, notes: this.#notes };
    this.#membership = new Membership(world, { ...kept, running });
    const { paired } = this.#membership;
    this.#library = new LibraryKeeper(world, this.#versions, () => paired.value?.role === 'client');
    this.#settings = new SettingsKeeper(world);
    const known = { recorder: this.#recorder, sessions: this.#sessions, earlier: this.#earlier, older: this.#older };
    const parts = { world, ...known, library: this.#library };
    this.#building = new Building({ ...parts, go: (route) => this.#go(route) }, paired);
    const { is_staff } = this.#building;
    const listener = {
      left: () => this.#left_flow(),
      taken_up: () => this.#go_to_flow(),
      finished: () => this.#ask_for_storage(),
    };
    const of_people = { notes: this.#notes, paired, is_staff, listener };
    const of_device = { settings: this.#settings.settings, platform: this.#platform, sync: this.#membership.sync };
    const session_parts = { ...parts, ...of_people, ...of_device, opened: this.#library.opened_id };
    this.#session = new SessionDoor(session_parts, fetch_session_side);
    this.#finding = new Finding(world, this.#library, (route) => this.#go(route));
    this.#upgrades = new Upgrades(world, this.#recorder, this.#session.flow);
    this.#pairing = new PairingDoor(world, {
      unbound: (role) => this.#sessions.unbound(role),
      synced: () => this.#membership.is_in_step(),
      paired: (found) => void this.#membership.belong_to(found).then(() => world.tabs.tell('pairing')),
    });
    const { flow, run } = this.#session;
    this.#lock = new LockDoor({ world, flow, run, paired, pairing: this.#pairing });
    this.#devices = new Devices(world);
    this.#install = new InstallKeeper(world, this.#settings, this.#sessions.sessions);
    this.model = this.#model();
    this.#listen();
  }

  async start(): Promise<void> {
    this.#take_code();
    const route = route_from_path(this.#world.place.path());
    if (route.screen !== 'flow') this.#route.value = route;
    if (route.screen === 'protocol') this.#library.opened.value = route.id;
    // Storage that takes nothing is said before anybody begins.
    void this.#recorder.record([]);
    await Promise.all([this.#settings.load(), this.#lock.load()]);
    const until_known = effect(() => {
      if (this.#building.is_staff.value) untracked(() => this.#show_for_remembered());
    });
    await Promise.all([this.#library.load(), this.#membership.read()]);
    until_known();
    if (!(await this.#session.restore())) {
      void this.#membership.leave_again();
      // Whoever opened the address of something else, or a pairing link, wants that.
      if (['flow', 'library'].includes(route.screen)) await this.#session.recall();
    }
    this.#go_to_flow();
    this.#arrive();
    void this.#world.storage.state().then((storage) => this.#note({ storage }));
    void this.#library.refresh();
    if (this.#membership.paired.peek() !== null) return;
    const recalled = await this.#pairing.recall();
    if (recalled !== null) await this.#membership.belong_to(recalled);
  }

  send(intent: Intent): void {
    if (!SILENT.includes(intent.type)) this.#world.sound.unlock();
    if (this.#finding.send(intent) || this.#building.send(intent) || this.#install.send(intent)) return;
    if (this.#devices.send(intent) || this.#lock.send(intent)) return;
    switch (intent.type) {
      case 'go':
        this.#session.is_missed.value = false;
        return this.#go(intent.route);
      case 'start':
        return void this.#start_flow(intent.protocol_id);
      case 'audience_chosen':
        this.#is_audience_chosen = true;
        if (this.#building.is_staff.peek()) this.#settings.change({ audience: intent.audience });
        return this.#library.show_for(intent.audience);
      case 'searched':
        this.#library.browsing.value = { ...this.#library.browsing.value, search: intent.text };
        return;
      case 'library_wanted':
        return void this.#library.refresh();
      case 'older_wanted':
        return void this.#older.read(intent.client_id);
      case 'settings_changed':
        return this.#settings.change(intent.settings);
      case 'note_typed':
        return this.#notes.keep(intent.session_id, intent.text);
      default:
        return this.#administer(intent);
    }
  }

  /** For whom staff chose last. Who has chosen before this was known has said it anew. */
  #show_for_remembered(): void {
    const { audience } = this.#library.browsing.peek();
    if (this.#is_audience_chosen) this.#settings.change({ audience });
    else this.#library.show_for(this.#settings.settings.peek().audience);
  }

  #administer(intent: Intent): void {
    switch (intent.type) {
      case 'pair_code_entered':
        return void this.#pairing.look(intent.code);
      case 'pair_confirmed':
        return void this.#pairing.confirm(intent.device_name, intent.send);
      case 'pair_cancelled':
        return this.#pairing.cancel();
      case 'sync_wanted':
        return void this.#membership.sync_again();
      case 'export_wanted':
        return void export_unproven(this.#world, this.#recorder);
      case 'earlier_export_wanted':
        return void this.#earlier.export();
      case 'update_applied':
        return void this.#upgrades.apply();
      default:
        return this.#session.send(intent);
    }
  }

  // -- Where one is ---------------------------------------------------------------------------------------------------

  #listen(): void {
    const { clock, presence, place, updates, wake_lock, sound, mute_switch } = this.#world;
    place.on_moved(() => {
      this.#session.is_missed.value = false;
      this.#arrive();
    });
    updates.on_offline_change((offline) => this.#note({ offline }));
    wake_lock.on_change((state) => this.#note({ wake_lock: state }));
    sound.on_change((state) => this.#note({ sound: state }));
    clock.on_worker_lost(() => this.#note({ ticks: 'when-seen' }));
    this.#note({ has_mute_switch: mute_switch.is_offered() });
    presence.on((event) => {
      if (event !== 'visible') return;
      // A call or the lock screen may have stopped the sound.
      if (this.#session.is_on()) sound.unlock();
      void this.#session.restore().then(() => this.#go_to_flow());
    });
    const stands = computed(() => this.#library.state.value.state !== 'loading');
    effect(() => {
      if (stands.value) untracked(() => this.#bring_the_rest());
    });
    // The version of a session on screen is fetched once the session itself is known.
    effect(() => {
      const route = this.#route.value;
      const sessions = [...(this.#sessions.sessions.value ?? []), ...this.#earlier.earlier.value.sessions];
      if (route.screen !== 'session') return;
      const shown = sessions.find((session) => session.id === route.id);
      if (shown !== undefined) untracked(() => void this.#versions.show(shown.protocol_digest));
    });
  }

  /** Behind the library's picture, and before anybody can have chosen from it: sync, what a session needs, then the rest. */
  #bring_the_rest(): void {
    const { presence, sync, updates } = this.#world;
    // Where nobody looks nothing is painted: what waits to be handed in does not wait for an eye.
    if (!presence.is_visible()) sync.begin();
    void presence.painted().then(() => {
      sync.begin();
      void this.#session.prepare();
      updates.start();
    });
  }

  /** The address bar says where to go: at the start, and after back and forward. */
  #arrive(): void {
    this.#take_code();
    const { place } = this.#world;
    if (this.#code !== '' && this.#session.session_id !== null) place.replace(path_from_route({ screen: 'flow' }));
    this.#show(route_from_path(place.path()));
  }

  /** A code is a secret: it stays neither in the address bar nor in the history. */
  #take_code(): void {
    const { place } = this.#world;
    const route = route_from_path(place.path());
    if (route.screen !== 'pair' || place.fragment() === '') return;
    this.#code = place.fragment();
    place.replace(path_from_route(route));
  }

  #look_up(): void {
    const code = this.#code;
    this.#code = '';
    if (code !== '') void this.#pairing.look(code);
  }

  #go(route: Route): void {
    if (this.#session.is_on() && route.screen !== 'flow') return;
    const path = path_from_route(route);
    if (this.#world.place.path() !== path) this.#world.place.push(path);
    this.#show(route);
  }

  #show(route: Route): void {
    const has_flow = this.#session.flow.peek() !== null;
    // Nobody walks away from a session that runs: Stop is how it ends.
    if (this.#session.is_on() && route.screen !== 'flow') {
      this.#world.place.push(path_from_route({ screen: 'flow' }));
      this.#route.value = { screen: 'flow' };
      return;
    }
    const is_building = route.screen === 'build' && this.#building.is_staff.peek();
    if ((route.screen === 'flow' && !has_flow) || (route.screen === 'build' && !is_building)) {
      this.#world.place.replace('/');
      this.#route.value = { screen: 'library' };
      return;
    }
    this.#session.look_again();
    void this.#finding.show(route);
    this.#building.show(route);
    this.#route.value = route;
    if (route.screen !== 'flow') this.#session.leave();
    if (this.#code !== '' && route.screen !== 'flow' && route.screen !== 'pair') return this.#go({ screen: 'pair' });
    if (route.screen === 'protocol') this.#library.opened.value = route.id;
    void this.#devices.show(route.screen, this.#membership.paired.peek() !== null);
    if (route.screen === 'pair') this.#look_up();
    else this.#pairing.cancel();
  }

  #go_to_flow(): void {
    if (this.#session.flow.peek() !== null && this.#route.value.screen !== 'flow') this.#go({ screen: 'flow' });
  }

  #left_flow(): void {
    void this.#membership.session_left();
    if (this.#route.value.screen === 'flow') this.#go({ screen: this.#code === '' ? 'library' : 'pair' });
  }

  async #start_flow(protocol_id: string): Promise<void> {
    await this.#session.start(protocol_id, this.#finding.carried(protocol_id));
    this.#go_to_flow();
  }

  // -- Device --------------------------------------------------------------------------------------------------------

  #ask_for_storage(): void {
    if (this.#platform.value.storage === 'lasting') return;
    void this.#world.storage.ask().then((storage) => this.#note({ storage }));
  }

  #note(change: Partial<PlatformState>): void {
    this.#platform.value = { ...this.#platform.value, ...change };
  }

  #model(): Model {
    return {
      route: this.#route,
      library: this.#library.state,
      browsing: this.#library.browsing,
      page: this.#library.page,
      judge: this.#library.judge,
      finder: this.#finding.finder,
      own: this.#library.own,
      build: this.#building.build,
      is_staff: this.#building.is_staff,
      flow: this.#session.flow,
      run: this.#session.run,
      dial: this.#session.dial,
      announcement: this.#session.announcement,
      clients: this.#sessions.clients,
      sessions: this.#sessions.sessions,
      earlier: this.#earlier.earlier,
      older: this.#older.older,
      day_after: this.#session.day_after,
      session_sync: this.#sessions.session_sync,
      note_drafts: this.#notes.typed,
      versions: this.#versions.versions,
      sync: this.#membership.sync,
      ...this.#session.cue_model,
      pairing: this.#pairing.state,
      ...this.#devices.model,
      audit: this.#sessions.audit,
      settings: this.#settings.settings,
      lock: this.#lock.lock,
      platform: this.#platform,
      install: this.#install.state,
      is_install_suggested: this.#install.is_suggested,
      has_update: this.#upgrades.has_update,
      trouble: this.#recorder.trouble,
      is_running_elsewhere: this.#session.is_running_elsewhere,
      is_session_missed: this.#session.is_missed,
    };
  }
}
