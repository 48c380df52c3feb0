/** What the owner sees of the practice: its devices, a code for one more, and the server's own state. */
import { signal } from '@preact/signals';
import type { Cancel } from '../shell/clock';
import type { Reply } from '../shell/server';
import type { Role, Status } from '../wire.gen';
import type { DevicesState } from './model';
import type { World } from './world';

type Part = Pick<World, 'server' | 'clock' | 'place' | 'presence'>;

/** How long the page of the server's state stands before it is asked for again. */
const LOOK_AGAIN_MS = 5000;

export class Devices {
  readonly devices = signal<DevicesState>({ state: 'loading', devices: [], code: null, is_local_only: false });
  readonly status = signal<Status | 'loading' | 'offline' | 'not-owner' | 'signed-out'>('loading');
  readonly #world: Part;
  #expiry: Cancel | null = null;
  #is_status_open = false;
  #next_look: Cancel | null = null;

  constructor(world: Part) {
    this.#world = world;
  }

  async show_devices(): Promise<void> {
    const reply = await this.#world.server.devices();
    if (reply.kind === 'ok') this.devices.value = { ...this.devices.value, state: 'ready', devices: reply.value };
    else this.devices.value = { ...this.devices.value, state: refusal_of(reply) };
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
  async make_code(role: Role): Promise<void> {
    const reply = await this.#world.server.make_code(role);
    if (reply.kind !== 'ok') {
      this.devices.value = { ...this.devices.value, state: refusal_of(reply), code: null };
      return;
    }
    const is_local_only = LOOPBACK.includes(this.#world.place.host());
    this.devices.value = { ...this.devices.value, code: reply.value, is_local_only };
    this.#expiry?.();
    const left_ms = reply.value.expires_at - this.#world.clock.now().wall_ms;
    this.#expiry = this.#world.clock.after(Math.max(0, left_ms), () => this.hide_code());
  }

  hide_code(): void {
    this.#expiry?.();
    this.#expiry = null;
    this.devices.value = { ...this.devices.value, code: null };
  }
}

/** What a browser calls the computer it runs on. */
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Only the owner may see these; a device with a cookie that is not known is nobody's; whatever else goes wrong may work again. */
function refusal_of(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): 'offline' | 'not-owner' | 'signed-out' {
  if (reply.kind !== 'problem') return 'offline';
  if (reply.problem.status === 401) return 'signed-out';
  return reply.problem.status === 403 ? 'not-owner' : 'offline';
}
