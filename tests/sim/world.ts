/** One world, made from its seed: who is there, what they do, what befalls them, and how it ends well. */
import { createHash } from 'node:crypto';
import { FakeRandom } from '../pwa/support/fakes';
import { carry, type File } from './carried';
import { SimDevice } from './device';
import { begin_without_disks } from './disk';
import { command, say } from './line';
import { Network } from './network';
import { Oracle } from './oracle';
import { written_by } from './people';
import { protocol_work } from './protocols';
import { Broken } from './reading';
import { Timeline } from './timeline';
import type { Copy, Who } from './who';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long the troubled part lasts. */
const TROUBLE_MS = 8 * MINUTE_MS;
const ROUNDS = 14;
const LONG_MS = 200 * DAY_MS;

export interface Outcome {
  seed: number;
  digest: string;
  failure: string | null;
  counts: { facts: number; requests: number; events: number };
}

export class World {
  readonly #random: FakeRandom;
  /** What only a world with a long past draws from: the others stay as they were. */
  readonly #past: FakeRandom;
  /** It begins months ago: whoever of the staff comes later reads the record in two parts. */
  readonly #is_old: boolean;
  /** What only worlds draw from in which a practice has protocols of its own, is carried, or devices change what they are. */
  readonly #more: FakeRandom;
  readonly #has_protocols: boolean;
  readonly #is_carried: boolean;
  readonly #has_changes: boolean;
  readonly #is_careful: boolean;
  readonly #timeline = new Timeline();
  readonly #network: Network;
  readonly #devices: SimDevice[] = [];
  #practices: string[] = [];
  #oracle = new Oracle(this.#devices, this.#practices);
  readonly #hash = createHash('sha256');
  readonly #copies: { restore: 'put_back' | 'restore'; copy: number }[] = [];
  readonly #files: File[] = [];
  readonly #device_copies = new Map<SimDevice, Copy>();
  readonly #clients: string[];
  #fault: Error | null = null;
  /** A blow is falling: until it has, no device dies of something else. */
  #is_still = false;

  constructor(
    readonly seed: number,
    readonly is_traced: boolean,
    readonly plant: string | null,
  ) {
    this.#random = new FakeRandom(seed);
    this.#past = new FakeRandom(seed ^ 0x01d);
    this.#is_old = this.#past.share() < 0.4;
    this.#more = new FakeRandom(seed ^ 0xca77);
    this.#has_protocols = this.#more.share() < 0.3;
    this.#is_carried = this.#more.share() < 0.3;
    this.#has_changes = this.#more.share() < 0.3;
    // A device that keeps what was refused becomes no client's.
    this.#is_careful = this.#has_changes && this.#more.share() < 0.8;
    this.#network = new Network(this.#timeline, new FakeRandom(seed ^ 0x5eed));
    this.#network.trace = (text) => this.#trace(text);
    this.#network.watch = (device, asked, answer) => this.#noting(() => this.#oracle.answered(device, asked, answer));
    this.#network.pushed = (device) => this.#poke(device);
    this.#timeline.between = () => {
      if (!this.#is_still) for (const device of this.#devices) device.turn();
    };
    this.#clients = [0, 1, 2].map((place) => `c11e0000-0000-4000-8000-00000000000${place}`);
  }

  async run(): Promise<Outcome> {
    begin_without_disks();
    const limits = { page_facts: this.#whole(2, 12), max_facts_per_push: this.#whole(2, 30) };
    this.#practices = command<string[]>('world', { limits, count: this.#has_changes ? 2 : 1 });
    this.#oracle = new Oracle(this.#devices, this.#practices);
    this.#settle_in();
    let failure: string | null = null;
    try {
      await this.#trouble();
      await this.#calm();
      this.#oracle.check_end();
      if (this.#fault) throw this.#fault;
    } catch (error) {
      failure = error instanceof Broken ? error.message : String((error as Error).stack ?? error);
    }
    const [{ requests }, { events }] = [this.#network, this.#timeline];
    const counts = { facts: this.#oracle.written.size, requests, events };
    return { seed: this.seed, digest: this.#hash.digest('hex'), failure, counts };
  }

  // -- Who is there ---------------------------------------------------------------------------------------------------

  #settle_in(): void {
    const roles: [string, 'owner' | 'therapist' | 'client', string | null][] = [
      ['owner', 'owner', null],
      ['tablet', 'therapist', null],
      ['phone', 'client', this.#clients[0] ?? null],
    ];
    if (this.#chance(0.5)) roles.push(['second', 'therapist', null]);
    if (this.#chance(0.4)) roles.push(['home', 'client', this.#clients[this.#whole(0, 1)] ?? null]);
    for (const [name, role, client] of roles) {
      const watched = {
        wrote: this.#oracle.wrote.bind(this.#oracle),
        applied: (device: SimDevice, applied: never) => this.#noting(() => this.#oracle.applied(device, applied)),
        refused: (device: SimDevice, who: Who, is_good: boolean) =>
          this.#noting(() => this.#oracle.code_refused(device, who, is_good)),
        became: (device: SimDevice, was: Who, held: never) =>
          this.#noting(() => this.#oracle.became(device, was, held)),
        trace: (text: string) => this.#trace(text),
        plant: this.plant,
      };
      const parts = [this.#practices, this.#timeline, this.#network, watched, this.#whole(1, 1e9)] as const;
      const device = new SimDevice(name, { place: 0, role, client_id: client }, ...parts);
      device.skew_ms = this.#chance(0.3) ? this.#whole(-2 * DAY_MS, 2 * DAY_MS) : this.#whole(-2000, 2000);
      this.#devices.push(device);
    }
  }

  // -- What happens ---------------------------------------------------------------------------------------------------

  async #trouble(): Promise<void> {
    // A log from before anybody was paired, which may be put back.
    if (this.#chance(0.3)) this.#log_blow();
    if (this.#is_old) this.#begin_long_ago();
    for (const device of this.#devices) {
      // Whoever comes later pairs once somebody looks at it.
      if (!(this.#is_old && device.name === 'second')) await this.#arrive(device);
      for (let at_ms = 0; at_ms < TROUBLE_MS; at_ms += this.#whole(1000, 40_000))
        this.#timeline.after(at_ms, () => this.#live(device));
    }
    const erasures = this.#chance(0.5) ? this.#whole(1, 3) : 0;
    for (let count = 0; count < erasures; count += 1)
      this.#timeline.after(this.#random.share() * TROUBLE_MS, () => this.#erase());
    if (this.#chance(0.3)) this.#timeline.after(this.#random.share() * TROUBLE_MS, () => this.#remove());
    const blows = this.#whole(0, 8);
    for (let count = 0; count < blows; count += 1)
      this.#timeline.after(this.#random.share() * TROUBLE_MS, () => this.#do(() => this.#blow(() => this.#strike())));
    this.#more_befalls();
    await this.#timeline.run_for(TROUBLE_MS);
  }

  /** Files of the practice are made and taken in, and people make devices something else. */
  #more_befalls(): void {
    const some = (what: () => void) => this.#timeline.after((0.1 + this.#more.share() * 0.9) * TROUBLE_MS, what);
    const times = (is: boolean, most: number) => (is ? 1 + Math.floor(this.#more.share() * most) : 0);
    for (let count = times(this.#is_carried, 4); count > 0; count -= 1)
      some(() => this.#do(() => this.#blow(async () => this.#trace(carry(this.#files, this.#more, this.#oracle)))));
    for (let count = times(this.#has_changes, 4); count > 0; count -= 1) some(() => this.#change());
  }

  async #arrive(device: SimDevice): Promise<void> {
    device.open();
    await this.#timeline.settle();
    this.#do(() => device.pair());
  }

  /** What is written in the first minutes was written months ago. */
  #begin_long_ago(): void {
    this.#network.skew_ms -= LONG_MS;
    this.#timeline.after((0.2 + this.#past.share() * 0.5) * TROUBLE_MS, () => {
      this.#network.skew_ms += LONG_MS;
      this.#trace('months later');
    });
  }

  /** Something a device or its person does. */
  #live(device: SimDevice): void {
    if (this.#is_old && device.role !== 'client' && this.#past.share() < 0.12) {
      const client = this.#past.share() < 0.5 ? (this.#clients[Math.floor(this.#past.share() * 3)] ?? null) : null;
      return this.#do(() => device.older(client));
    }
    if (this.#has_protocols && device.role !== 'client' && device.page !== null && this.#more.share() < 0.15)
      return this.#do(async () => device.write(await protocol_work(device, this.#more)));
    const share = this.#random.share();
    if (device.page === null) return share < 0.6 ? device.open() : undefined;
    if (share < 0.45) {
      const facts = written_by(device, this.#random, this.#clients, this.#is_careful);
      return this.#do(() => device.write(facts));
    }
    if (share < 0.55 && device.role !== 'client')
      return this.#do(() => device.edit(this.#pick(this.#clients), `name ${this.#whole(1, 99)} é`));
    if (share < 0.65) device.dies_in = this.#whole(1, 40);
    else if (share < 0.7) device.die();
    else if (share < 0.76) device.go(this.#chance(0.5) ? 'offline' : 'online');
    else if (share < 0.8) device.go(this.#chance(0.5) ? 'hidden' : 'visible');
    else if (share < 0.85) device.fill_up(this.#chance(0.5) ? this.#whole(0, 6) : null);
    else if (share < 0.9) device.skew_ms += this.#whole(-DAY_MS, DAY_MS);
    else this.#do(async () => this.#again(device));
  }

  /** Somebody looks at it: a device that was never paired, or is no longer known, pairs; else it syncs. */
  async #again(device: SimDevice): Promise<void> {
    // Nobody makes a code for somebody who was erased; what a removed device could not do it does at its next start, and
    // it is paired anew, now and then before that, and where the server does not know it.
    const is_calm = this.#network.is_calm;
    const [is_gone, is_owners] = [device.is_removed(), device === this.#devices[0]];
    // Where what was imported is replaced by an older backup, the owner counts as removed: the keeper makes a new link.
    const is_back = is_gone && (is_calm ? is_owners || this.#oracle.is_unknown(device) : this.#chance(0.3));
    if (device.wish?.place === 0 && this.#oracle.erasures.asked.has(device.wish.client_id ?? '')) device.wish = null;
    const is_told = is_gone || device.page?.report.activity === 'revoked';
    if (this.#oracle.is_of_erased(device) || (is_told && !is_back)) {
      if (device.die()) device.open();
      return;
    }
    const paired = await device.paired();
    if (!paired || device.page?.report.activity === 'signed-out') await device.pair();
    else if (device.wish) await device.become();
    else void device.page?.sync.now();
  }

  /** The owner has somebody erased. */
  #erase(): void {
    const owner = this.#devices[0];
    const client = this.#pick(this.#clients);
    if (!owner?.page?.paired) return;
    this.#oracle.erasures.asked.add(client);
    this.#trace(`${client} is to be erased`);
    this.#do(() => owner.erase(client));
  }

  /** A device is to be something else: a client's phone, a therapist's, here or in the other practice. */
  #change(): void {
    const others = this.#devices.slice(1);
    const device = others[Math.floor(this.#more.share() * others.length)];
    const place = this.#more.share() < 0.3 ? 1 : 0;
    const client_id = this.#more.share() < 0.6 ? this.#clients[Math.floor(this.#more.share() * 3)] : undefined;
    if (!device || (client_id && this.#oracle.erasures.asked.has(client_id))) return;
    const role = client_id ? 'client' : 'therapist';
    device.wish = { place, role, client_id: client_id ?? null, code: null };
    this.#trace(`${device.name} is to be ${role} in ${place}`);
    this.#do(() => this.#again(device));
  }

  /** The owner removes a device. */
  #remove(): void {
    const [owner, ...others] = this.#devices;
    const device = this.#pick(others);
    const device_id = device.page?.paired?.device_id;
    if (!owner?.page?.paired || device_id === undefined || device.is.place !== 0) return;
    this.#trace(`${device.name} is to be removed`);
    this.#do(() => owner.remove(device_id));
  }

  // -- What befalls them ----------------------------------------------------------------------------------------------

  async #blow(strike: () => Promise<void>): Promise<void> {
    this.#is_still = true;
    try {
      await strike();
    } finally {
      this.#is_still = false;
    }
    this.#oracle.check();
  }

  async #strike(): Promise<void> {
    const share = this.#random.share();
    if (share < 0.2) this.#network.dies = this.#chance(0.5) ? 'inside' : 'after';
    else if (share < 0.3) this.#server_down();
    else if (share < 0.4) this.#network.skew_ms += this.#whole(-DAY_MS, DAY_MS);
    else if (share < 0.7) this.#log_blow();
    else await this.#device_blow();
  }

  #server_down(): void {
    command('crash');
    this.#network.down_until_ms = this.#timeline.now_ms + this.#random.share() * MINUTE_MS;
    this.#trace('the server was killed');
  }

  /** A copy of the log is made, or one is put in its place. */
  #log_blow(): void {
    const old = this.#copies.at(-1);
    if (old === undefined || this.#chance(0.4)) {
      const restore = this.#chance(0.5) ? 'restore' : 'put_back';
      const { copy } = command<{ copy: number }>(restore === 'restore' ? 'back_up' : 'copy');
      this.#copies.push({ restore, copy });
      return this.#trace(`a copy was made, for ${restore}`);
    }
    const { restore, copy } = this.#pick(this.#copies);
    const before = this.#oracle.dumps();
    command(restore, { copy });
    this.#trace(`${restore}: ${before[0]?.facts.length} facts were, now ${this.#oracle.dumps()[0]?.facts.length}`);
    this.#oracle.log_replaced(before);
  }

  /** A device is copied, or put back from an older copy. */
  async #device_blow(): Promise<void> {
    const device = this.#pick(this.#devices);
    const copy = this.#device_copies.get(device);
    if (copy === undefined) {
      this.#device_copies.set(device, await device.copied());
      return;
    }
    if (!device.die()) return;
    const kept = new Set(((copy.image.facts?.values ?? []) as { id: string }[]).map(({ id }) => id));
    this.#oracle.device_loses(device, kept);
    await device.put_back(copy);
    this.#trace(`${device.name} was put back to ${kept.size} facts`);
    device.open();
  }

  /** A push has come through: the others are told, most of the time. */
  #poke(by: string): void {
    for (const device of this.#devices)
      if (device.name !== by && this.#chance(0.7))
        this.#timeline.after(this.#whole(5, 900), () => device.is_online && device.page?.told?.());
  }

  // -- How it ends ----------------------------------------------------------------------------------------------------

  /** The network is good, the server up, every device on and somebody looks at it. */
  async #calm(): Promise<void> {
    this.#network.is_calm = true;
    this.#network.dies = null;
    this.#network.down_until_ms = 0;
    for (const device of this.#devices) {
      device.dies_in = null;
      device.fill_up(null);
    }
    await this.#timeline.run_for(5 * MINUTE_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      // What one device offers or takes late the others read a round later.
      if (round > 1 && this.#is_quiet()) break;
      for (const device of this.#devices) {
        device.open();
        await this.#timeline.settle();
        device.go('visible');
        device.go('online');
        this.#do(() => this.#again(device));
        await this.#timeline.run_for(2 * MINUTE_MS);
      }
      this.#do(async () => this.#devices[0]?.take_handovers());
      for (const device of this.#devices) if (device.role !== 'client') this.#do(() => device.all_older());
      for (const device of this.#devices) void device.page?.sync.now();
      await this.#timeline.run_for(2 * MINUTE_MS);
    }
    if (this.#fault) throw this.#fault;
    this.#trace('all is quiet');
  }

  #is_quiet(): boolean {
    for (const device of this.#devices) {
      if (this.#oracle.is_of_erased(device) && !device.page?.paired) continue;
      // The owner comes back, since something may have been handed over.
      if (device !== this.#devices[0] && device.has_left()) continue;
      if (device.lacks_older() || device.taken > 0) return false;
      if (device.page?.report.activity !== 'idle' || device.page.report.network !== 'online') return false;
      const is_of = ({ practice }: { practice: string }) => ['', this.#practices[device.is.place]].includes(practice);
      if (device.rows().some((row) => row.state === 'unsent' && is_of(row))) return false;
    }
    return true;
  }

  // -- By the way -----------------------------------------------------------------------------------------------------

  /** Begins something whose failure is this world's, unless a disk was full or the device died under it. */
  #do(what: () => Promise<unknown>): void {
    what().catch((error: unknown) => {
      const name = error instanceof Error || error instanceof DOMException ? error.name : '';
      if (name === 'QuotaExceededError' || name === 'AbortError') this.#trace(`it came to nothing: ${name}`);
      else this.#fault ??= error as Error;
    });
  }

  #noting(what: () => void): void {
    try {
      what();
    } catch (error) {
      this.#fault ??= error as Error;
    }
  }

  #trace(text: string): void {
    const line = `${(this.#timeline.now_ms / 1000).toFixed(3)} ${text}`;
    this.#hash.update(line);
    if (this.is_traced) say(line);
  }

  #chance(share: number): boolean {
    return this.#random.share() < share;
  }

  #whole(from: number, to: number): number {
    return from + Math.floor(this.#random.share() * (to - from + 1));
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#whole(0, from.length - 1)] as T;
  }
}
