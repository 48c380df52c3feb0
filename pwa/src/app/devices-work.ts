/**
 * What the owner sees and does of the practice: its devices, codes for more, what removed ones left, erasing a client.
 *
 * Stands behind app/devices.ts, which holds what of it is shown.
 */
import type { Cancel } from '../shell/clock';
import type { Reply } from '../shell/server';
import type { CodeRequest, Devices as Listed } from '../wire.gen';
import type { Devices } from './devices';
import type { Intent, Route } from './model';
import type { World } from './world';

type Part = Pick<World, 'server' | 'clock' | 'place' | 'presence' | 'sync'>;

/** How long the server's state stands before it is asked for again, and the list of devices while a code waits for one. */
const LOOK_AGAIN_MS = 5000;
export class DevicesKeeper {
  readonly devices: Devices['model']['devices'];
  readonly erasing: Devices['model']['erasing'];
  readonly status: Devices['model']['status'];
  readonly #world: Part;
  #expiry: Cancel | null = null;
  #watch: Cancel | null = null;
  #is_status_open = false;
  #next_look: Cancel | null = null;

  constructor(world: Part, { devices, erasing, status }: Devices['model']) {
    this.#world = world;
    this.devices = devices;
    this.erasing = erasing;
    this.status = status;
  }

  show(screen: Route['screen'], is_paired: boolean): void {
    if (screen === 'devices') void this.show_devices();
    else this.hide_code();
    if (screen === 'client' && is_paired) void this.look_at_reach();
    this.look_at_status(screen === 'status');
  }

  /** True where the intent was one of these. */
  send(intent: Intent): boolean {
    const { server } = this.#world;
    switch (intent.type) {
      case 'code_wanted':
        void this.#make_code({ role: intent.role, client_id: intent.client_id ?? null });
        return true;
      case 'device_renamed':
        void this.#change(server.rename_device(intent.device_id, intent.device_name));
        return true;
      case 'device_removed':
        void this.#change(server.remove_device(intent.device_id));
        return true;
      case 'handover_decided':
        void this.#decide(intent.device_id, intent.take);
        return true;
      case 'client_erased':
        void this.#erase(intent.client_id);
        return true;
      default:
        return false;
    }
  }

  /** A client's page: whether a code for their phone can be made. Where that cannot be asked, it is tried. */
  async look_at_reach(): Promise<void> {
    const reply = await this.#world.server.me();
    if (reply.kind !== 'ok') return;
    const is_for_clients = reply.value.is_publicly_trusted ?? true;
    this.devices.value = { ...this.devices.value, is_for_clients, is_local_only: this.#is_local_only() };
  }

  async show_devices(): Promise<void> {
    const reply = await this.#world.server.devices();
    if (reply.kind === 'ok') this.#take(reply.value);
    else this.devices.value = { ...this.devices.value, state: refusal_of(reply), failure: '' };
  }

  /** Keeps the server's state in sight while its page is open: a file that is spoiled or mended shows by itself. */
  look_at_status(is_open: boolean): void {
    this.#next_look?.();
    this.#next_look = null;
    this.#is_status_open = is_open;
    if (is_open) void this.#look();
  }

  async #look(): Promise<void> {
    if (this.#world.presence.is_visible()) {
      const reply = await this.#world.server.status();
      this.status.value = reply.kind === 'ok' ? reply.value : refusal_of(reply);
    }
    this.#next_look?.();
    this.#next_look = this.#is_status_open ? this.#world.clock.after(LOOK_AGAIN_MS, () => void this.#look()) : null;
  }

  /** A code for one more device, shown until it expires. */
  async #make_code(request: CodeRequest): Promise<void> {
    // A client's device needs a client whom the server knows.
    if (request.role === 'client') await this.#world.sync.now();
    const reply = await this.#world.server.make_code(request);
    if (reply.kind !== 'ok') return this.#fail(reply);
    const is_local_only = this.#is_local_only();
    this.devices.value = { ...this.devices.value, code: reply.value, came: '', is_local_only, failure: '' };
    void this.#look_out(null);
    this.#expiry?.();
    const left_ms = reply.value.expires_at - this.#world.clock.now().wall_ms;
    this.#expiry = this.#world.clock.after(Math.max(0, left_ms), () => this.hide_code());
  }

  /**
   * While a code is shown: whether a device came by it. Then the code is used up. `known`: the devices there were when it was
   * made; null until they were asked for, since what the page shows may be older.
   */
  async #look_out(known: readonly string[] | null): Promise<void> {
    this.#watch?.();
    // Only where the list is shown was it asked for, and may be.
    if (this.devices.value.state !== 'ready') return;
    const reply = this.#world.presence.is_visible() ? await this.#world.server.devices() : null;
    const { code, failure } = this.devices.value;
    if (code === null) return;
    // What was said of a press stands until the next press.
    if (reply?.kind === 'ok') this.#take(reply.value, failure);
    const { devices } = this.devices.value;
    const come = devices.find(({ device_id, role }) => role === code.role && known?.includes(device_id) === false);
    const ids = reply?.kind === 'ok' ? devices.map(({ device_id }) => device_id) : null;
    if (come === undefined) {
      this.#watch = this.#world.clock.after(LOOK_AGAIN_MS, () => void this.#look_out(known ?? ids));
      return;
    }
    this.hide_code();
    this.devices.value = { ...this.devices.value, came: come.device_name };
  }

  hide_code(): void {
    this.#watch?.();
    this.#expiry?.();
    this.#watch = null;
    this.#expiry = null;
    this.devices.value = { ...this.devices.value, code: null, came: '', failure: '' };
    this.erasing.value = { state: 'idle' };
  }

  async #change(asked: Promise<Reply<Listed>>): Promise<void> {
    const reply = await asked;
    if (reply.kind === 'ok') this.#take(reply.value);
    else this.#fail(reply);
  }

  async #decide(device_id: string, take: boolean): Promise<void> {
    const reply = await this.#world.server.end_handover(device_id, take);
    if (reply.kind !== 'ok') return this.#fail(reply);
    await this.show_devices();
    await this.#world.sync.now();
  }

  async #erase(client_id: string): Promise<void> {
    this.erasing.value = { state: 'erasing', client_id };
    const reply = await this.#world.server.erase_client(client_id);
    if (reply.kind === 'ok') {
      const { facts, devices } = reply.value;
      this.erasing.value = { state: 'erased', client_id, facts, devices };
      return this.#world.sync.now();
    }
    const why = refusal_of(reply);
    const detail = reply.kind === 'problem' ? reply.problem.detail : '';
    const is_other = reply.kind === 'problem' && reply.problem.status !== 403;
    this.erasing.value = {
      state: 'failed',
      client_id,
      why: is_other ? 'other' : why === 'not-owner' ? 'not-owner' : 'offline',
      detail,
    };
  }

  #take({ devices, removed = [], is_publicly_trusted: is_for_clients = true }: Listed, failure = ''): void {
    const reach = { is_for_clients, is_local_only: this.#is_local_only() };
    this.devices.value = { ...this.devices.value, state: 'ready', devices, removed, ...reach, failure };
  }

  /** No other device comes to this address. */
  #is_local_only(): boolean {
    return LOOPBACK.includes(this.#world.place.host());
  }

  /** What the server refuses is said in its words; where it cannot be reached, or this is not the owner's, that is. */
  #fail(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): void {
    const is_said = reply.kind === 'problem' && reply.problem.status !== 401 && reply.problem.status !== 403;
    this.devices.value = is_said
      ? { ...this.devices.value, failure: sentence_from(reply.problem.detail) }
      : { ...this.devices.value, state: refusal_of(reply), code: null, failure: '' };
  }
}

/** What the server says of a field, without the field: a person chose, and typed none. */
function sentence_from(detail: string): string {
  return detail.replace(/^\$[^:]*: (.)/, (_, first: string) => first.toUpperCase());
}

/** What a browser calls the computer it runs on. */
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Only the owner may see these; a device with a cookie that is not known is nobody's; whatever else goes wrong may work again. */
function refusal_of(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): 'offline' | 'not-owner' | 'signed-out' {
  if (reply.kind !== 'problem') return 'offline';
  if (reply.problem.status === 401) return 'signed-out';
  return reply.problem.status === 403 ? 'not-owner' : 'offline';
}
