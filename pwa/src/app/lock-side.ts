/**
 * The lock at work, where a PIN is set: covers this screen and opens it, together with the other tabs of this device.
 *
 * Owns the state of core/lock.ts and what happens when it changes; pin-keeper.ts knows the PIN. Sync, facts and a run that
 * is on go on behind it.
 *
 *  [LK10] Tabs lock and unlock together, and a touch in one counts in all. One that runs a session locks once that is over.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { type Busy, LOCK_MINUTES, type LockEvent, lock_step, locks_in_ms, type Screen, screen_at } from '../core/lock';
import type { Cancel } from '../shell/clock';
import { freed_by } from './freeing';
import type { LockView } from './lock-door';
import type { Freeing, LockIntent, LockParts, LockState } from './lock-model';
import type { Flow, Run } from './model';
import { PinKeeper } from './pin-keeper';

/** How often the other tabs hear of a touch, and of a session that nobody needs to touch. */
const TOLD_EVERY_MS = 5000;
const BUSY_TOLD_EVERY_MS = 20_000;

export class LockSide {
  readonly state: ReadonlySignal<LockState> = computed(() => this.#shown());
  readonly #view: LockView;
  readonly #parts: LockParts;
  readonly #keeper: PinKeeper;
  readonly #screen;
  /** By itself, so that a touch, which changes nothing to be seen, draws nothing anew. */
  readonly #is_locked = computed(() => this.#screen.value.is_locked);
  readonly #freeing = signal<Freeing>({ state: 'idle' });
  #timer: Cancel | null = null;
  #told_ms = Number.NEGATIVE_INFINITY;

  /** `is_locked`: the app has just started; else a PIN is set at this moment, here or in another tab. */
  constructor(view: LockView, parts: LockParts, is_locked: boolean) {
    this.#view = view;
    this.#parts = parts;
    this.#keeper = new PinKeeper(view.world, parts);
    this.#screen = signal<Screen>(screen_at(view.world.clock.now(), is_locked));
    if (is_locked) view.world.tabs.tell('locked');
    this.#listen();
  }

  /** Reads what is kept. Where another tab has taken the lock off, nothing is locked. */
  async read(): Promise<void> {
    const { kept } = this.#keeper;
    const was_set = kept.peek() !== null;
    if (!(await this.#keeper.read())) return;
    const is_off = kept.peek() === null && this.#freeing.peek().state !== 'freed';
    // Set in another tab, it begins open here as well.
    if (is_off || (!was_set && !this.#screen.peek().is_locked)) this.#take('unlocked');
    this.#wait();
  }

  send(intent: LockIntent): void {
    switch (intent.type) {
      case 'lock_wanted':
        return this.#take('lock_wanted', 'locked');
      case 'pin_typed':
        return void this.#try(intent.pin);
      case 'pin_chosen':
        return void this.#choose(intent.pin);
      case 'lock_timed':
        return void this.#keeper.time(intent.minutes).then(() => this.#wait());
      case 'lock_removed':
        return this.#may_change() ? void this.#keeper.remove() : undefined;
      case 'lock_left':
        return this.#forget();
      case 'lock_code_typed':
        return void this.#free(intent.code, intent.device_name);
      case 'lock_gone_on':
        return this.#go_on();
    }
  }

  // -- The screen -----------------------------------------------------------------------------------------------------

  #listen(): void {
    const { world, flow, run } = this.#view;
    const { tabs, presence } = world;
    this.#parts.touches.on(() => this.#touched());
    tabs.on_told((message) => {
      if (message === 'locked') this.#take('lock_wanted');
      if (message === 'unlocked') this.#take('unlocked');
      if (message === 'touched') this.#take('touched_elsewhere');
      if (message === 'lock') void this.read();
    });
    presence.on((event) => {
      if (event === 'hidden') this.#hide();
      if (event === 'visible') this.#come_back();
    });
    const busy = computed(() => busy_of(flow.value, run.value));
    effect(() => {
      const now_busy = busy.value;
      untracked(() => this.#step({ type: 'busy_changed', busy: now_busy, at: world.clock.now() }));
    });
  }

  #touched(): void {
    const { clock, tabs } = this.#view.world;
    const { is_locked } = this.#screen.peek();
    this.#take('touched', 'locked');
    const now_ms = clock.now().mono_ms;
    if (is_locked || this.#screen.peek().is_locked || now_ms - this.#told_ms < TOLD_EVERY_MS) return;
    this.#told_ms = now_ms;
    tabs.tell('touched');
  }

  /** Takes an event in; `tell` is what the other tabs hear where it locked or opened this one. */
  #take(type: Exclude<LockEvent['type'], 'busy_changed'>, tell?: 'locked' | 'unlocked'): void {
    this.#step({ type, at: this.#view.world.clock.now() }, tell);
  }

  #step(event: LockEvent, tell?: 'locked' | 'unlocked'): void {
    const before = this.#screen.peek();
    // Nothing to lock where no PIN is set.
    if (this.#keeper.kept.peek() === null && !before.is_locked && event.type !== 'busy_changed') return;
    this.#screen.value = lock_step(before, event, this.#minutes());
    if (!before.is_locked && this.#screen.peek().is_locked) this.#forget();
    if (tell !== undefined && before.is_locked !== this.#screen.peek().is_locked) this.#view.world.tabs.tell(tell);
    this.#wait();
  }

  /** Whoever had just typed the PIN has left. */
  #forget(): void {
    this.#freeing.value = { state: 'idle' };
    if (this.#keeper.check.peek() !== 'checking') this.#keeper.check.value = 'none';
  }

  /** Looks again once it may be due. */
  #wait(): void {
    const { clock } = this.#view.world;
    this.#timer?.();
    this.#timer = null;
    const screen = this.#screen.peek();
    if (this.#keeper.kept.peek() === null || screen.is_locked) return;
    const due_ms = locks_in_ms(screen, clock.now(), this.#minutes()) ?? BUSY_TOLD_EVERY_MS;
    const in_ms = screen.busy === 'free' ? due_ms : Math.min(due_ms, BUSY_TOLD_EVERY_MS);
    this.#timer = clock.after(in_ms, () => this.#look());
  }

  #look(): void {
    this.#take('looked', 'locked');
    const { is_locked, busy } = this.#screen.peek();
    if (!is_locked && busy !== 'free') this.#view.world.tabs.tell('touched');
  }

  #hide(): void {
    const { is_locked, busy } = this.#screen.peek();
    if (this.#keeper.kept.peek() !== null && !is_locked && busy !== 'running') this.#parts.curtain.draw();
  }

  #come_back(): void {
    const { curtain } = this.#parts;
    this.#take('looked', 'locked');
    // What is locked by now is drawn first.
    if (this.#screen.peek().is_locked) void this.#view.world.presence.painted().then(() => curtain.lift());
    else curtain.lift();
  }

  // -- The PIN --------------------------------------------------------------------------------------------------------

  async #try(pin: string): Promise<void> {
    if (!(await this.#keeper.is_it(pin)) || !this.#screen.peek().is_locked) return;
    this.#keeper.check.value = 'none';
    this.#freeing.value = { state: 'idle' };
    this.#take('unlocked', 'unlocked');
  }

  async #choose(pin: string): Promise<void> {
    if (!this.#may_change()) return;
    await this.#keeper.set(pin);
    this.#take('unlocked');
  }

  /** Where a PIN is set, only who has just typed it changes anything. */
  #may_change(): boolean {
    const { kept, check } = this.#keeper;
    return !this.#screen.peek().is_locked && (kept.peek() === null || check.peek() === 'right');
  }

  async #free(code: string, device_name: string): Promise<void> {
    if (this.#freeing.peek().state === 'asking' || !this.#screen.peek().is_locked) return;
    this.#freeing.value = { state: 'asking' };
    const { pairing, paired, world } = this.#view;
    // Also of the practice that has removed this device.
    const practice_id = paired.peek()?.practice_id ?? (await world.database.meta('revoked').catch(() => undefined));
    const freeing = await freed_by(pairing, code, device_name, practice_id);
    this.#freeing.value = freeing;
    if (freeing.state === 'freed') await this.#keeper.remove();
  }

  #go_on(): void {
    if (this.#freeing.peek().state !== 'freed') return;
    this.#freeing.value = { state: 'idle' };
    this.#take('unlocked', 'unlocked');
  }

  #minutes() {
    return this.#keeper.kept.peek()?.minutes ?? LOCK_MINUTES[1];
  }

  #shown(): LockState {
    const { kept, check, tries_left, wait_s } = this.#keeper;
    return {
      is_locked: this.#is_locked.value,
      is_set: kept.value !== null,
      minutes: kept.value?.minutes ?? LOCK_MINUTES[1],
      check: check.value,
      tries_left: tries_left.value,
      wait_s: wait_s.value,
      freeing: this.#freeing.value,
    };
  }
}

/** Ended, but with its advice still to be read or its questions to be answered, a session presses nobody any more. */
function busy_of(flow: Flow | null, run: Run | null): Busy {
  if (flow?.step === 'run') return run?.session.stage === 'ended' ? 'asking' : 'running';
  return flow?.step === 'pain-before' || flow?.step === 'pain-after' ? 'asking' : 'free';
}
