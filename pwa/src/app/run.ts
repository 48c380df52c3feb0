/**
 * The run: drives the session machine with beats and presses, and carries out what it asks for.
 *
 * Rules:
 *  [R1] Every event that changes the session, and each second of a hold, is saved; facts and state in one write.
 *  [R2] A session that was killed comes back parked, and waits for somebody.
 *  [R3] A cue that a deadline announced sounds once: scheduled ahead, or late where that was missed.
 *  [R4] Screens hear of events, never of ticks; the dial changes four times a second at most.
 *  [R5] While a question stands on the screen nothing but its answer, Stop or a reaction leads on; its advice stays until read.
 */
import { signal } from '@preact/signals';
import { type Advice, advice_from, is_grave } from '../core/advice';
import type { NewFact } from '../core/fact';
import { heard_of, shown_key } from '../core/kinds';
import type { Judge } from '../core/rules';
import { begin, next_cue, step } from '../core/session';
import { type Event, type Milestone, mode_of, type Outcome, type Refusal } from '../core/state';
import { MAY_LAST, type StopRule, stop_rule } from '../core/stop-rules';
import { step_heard } from '../core/timeline';
import type { Cancel } from '../shell/clock';
import type { Running } from '../shell/schema';
import type { Library } from '../wire.gen';
import { addable_points, added_step } from './adding';
import { beat_in_ms } from './beats';
import type { Cues } from './cues';
import { dial_from, dial_key, run_from, second_of } from './gauge';
import type { Announcement, Dial, Intent, Run } from './model';
import { session_fact } from './opening';
import { intent_of_media_key, type MediaKey } from './pedal';
import type { Recorder } from './recorder';
import { advice_of_answer, fact_from_effect, is_waking } from './run-effects';
import { fitted_running } from './run-fitted';
import { type EventBody, GOES_ON, PRESSES, type Press, press_from } from './run-presses';
import type { World } from './world';

/** Paused or parked for so long, nobody is there: the screen may sleep. */
const DARK_AFTER_MS = 10 * 60_000;
/** One event brings two milestones at most: the end of a hold, and what follows it. */
const MOST_SAID = 2;
const NO_DIAL: Dial = { left_s: 0, share: 0, plan_left_s: 0 };

type RunWorld = Pick<World, 'clock' | 'wake_lock' | 'presence'>;

export interface RunListener {
  /** The session has ended and its advice, if any, has been read; `is_grave`: that was to fetch or see somebody. */
  ended(running: Running, is_grave: boolean): void;
  client_name(client_id: string | null): string | null;
  /** The library of now, for a step that is added; null where there is none. */
  library(): Library | null;
  /** What a shorter plan is asked of; null where there are no rules. */
  judge(): Judge | null;
  /** Whether such a version with such a plan keeps every rule of the house. */
  may_run(version: Running['version'], plan: Running['plan']): Promise<boolean>;
}

export class Runner {
  readonly run = signal<Run | null>(null);
  readonly dial = signal<Dial>(NO_DIAL);
  readonly announcement = signal<Announcement | null>(null);

  readonly #world: RunWorld;
  readonly #cues: Cues;
  readonly #recorder: Recorder;
  readonly #listener: RunListener;
  #running: Running | null = null;
  #beating: Cancel | null = null;
  #card: Run['card'] = 'closed';
  #refusal: Refusal | null = null;
  /** The second of its phase at which it was saved last. */
  #saved_s = 0;
  /** Rises with each phase: what makes the key of a cue. */
  #turn = 0;
  #dial_key = '';
  /** When the session last moved, on the monotonic clock; null while the screen may sleep. */
  #moved_ms: number | null = null;

  constructor(world: RunWorld, recorder: Recorder, cues: Cues, listener: RunListener) {
    this.#world = world;
    this.#cues = cues;
    this.#recorder = recorder;
    this.#listener = listener;
    world.presence.on(() => {
      this.#tick();
      this.#turn_dial();
    });
  }

  /** The session that is on or has just ended. */
  get running(): Running | null {
    return this.#running;
  }

  is_on(): boolean {
    return this.#running !== null && this.#running.session.stage !== 'ended';
  }

  /** Begins: the opening facts, the first events and the state go in one write. */
  start(seed: Omit<Running, 'session'>, opening: readonly NewFact[]): void {
    const outcome = begin(seed.plan, this.#world.clock.now());
    this.#set_out({ ...seed, session: outcome.session });
    this.#take(outcome, opening);
  }

  /** [R2] Takes a saved session up again. One that had ended goes on to its advice, and what is asked afterwards. */
  restore(saved: Running): void {
    this.#set_out(saved);
    if (saved.session.stage === 'ended') {
      this.#show();
      return this.#advice === null ? this.#finish() : undefined;
    }
    this.#happen({ type: 'reloaded' });
  }

  /** Carries an intent of the run screen out; false when it is none. */
  send(intent: Intent): boolean {
    const running = this.#running;
    if (running === null) return false;
    const press = PRESSES[intent.type];
    if (press !== undefined) this.#press(press, press_from(press, intent));
    else if (intent.type === 'pause') this.#happen({ type: 'paused' });
    else if (intent.type === 'rate') this.#happen({ type: 'rated', nrs: intent.nrs });
    else if (intent.type === 'jump') this.#happen({ type: 'jumped', hold: intent.hold });
    else if (intent.type === 'add_step') void this.#add(intent);
    else if (intent.type === 'time_given') this.#fit(intent.left_ms);
    else if (intent.type === 'react') this.#react(intent.reaction);
    else if (intent.type === 'answered_again')
      this.#happen({ type: 'answered', question: intent.question, answer: intent.answer });
    else if (intent.type === 'card_opened') this.#open_card();
    else if (intent.type === 'card_closed') this.#close_card();
    else return false;
    return true;
  }

  /** Later facts of this session belong to somebody else. */
  assign(client_id: string | null): void {
    if (this.#running === null) return;
    this.#running = { ...this.#running, client_id };
    void this.#recorder.record([], { keep: this.#running });
    this.#show();
  }

  /** A client's name has become known, or another. */
  name_again(): void {
    if (this.#running !== null && this.run.peek()?.client_name !== this.#listener.client_name(this.#running.client_id))
      this.#show();
  }

  /** How it is told has changed. */
  told_anew(): void {
    if (this.#running !== null && this.is_on()) this.#cues.follow(this.#running);
  }

  /** The session is over, with everything that is asked after it. */
  close(): void {
    this.#beating?.();
    this.#beating = null;
    this.#cues.leave();
    this.#running = null;
    this.run.value = null;
    this.dial.value = NO_DIAL;
  }

  #set_out(running: Running): void {
    this.#running = running;
    this.#card = 'closed';
    this.#refusal = null;
    this.#turn += 1;
    if (running.session.stage === 'ended') return;
    this.#cues.attend((key) => this.#press_blindly(key));
    this.#stay_awake();
    this.#beating ??= this.#world.clock.beating(() => this.#tick());
  }

  /** Time has passed. Answers with the milliseconds until it is of interest again. */
  #tick(): number {
    const due_ms = () => beat_in_ms(this.#running, this.#world.clock.now(), this.#world.presence.is_visible());
    if (this.is_on() && due_ms() <= 0) this.#happen({ type: 'ticked' });
    return Math.max(1, Math.ceil(due_ms()));
  }

  /** [PK7] What leads on goes by how it is now: nobody may have looked for a while. */
  #press_blindly(key: MediaKey): void {
    if (key !== 'pause') this.#tick();
    const intent = this.run.value && intent_of_media_key(key, this.run.value);
    if (intent) this.send(intent);
  }

  #press(press: Press, body: EventBody): void {
    // After the session nothing but Continue takes advice away: it may be about an emergency.
    if (!this.is_on()) return press === 'resumed' ? this.#close_card() : undefined;
    this.#card = 'closed';
    if (GOES_ON.includes(press)) this.#advise(null);
    this.#happen(body);
  }

  /** The advice of a reaction is part of what is saved: a reload must not take it away unread. */
  get #advice(): Advice | null {
    return advice_from(this.#running?.advice);
  }

  #advise(rule: StopRule | null): void {
    if (this.#running !== null) this.#running = { ...this.#running, advice: rule?.id ?? null };
  }

  /** The card, or the advice that followed from it, has been read. */
  #close_card(): void {
    const read = this.#advice;
    this.#advise(null);
    if (read !== null && this.#running !== null) void this.#recorder.record([], { keep: this.#running });
    this.#show({ card: 'closed' });
    if (read !== null && !this.is_on()) this.#finish(is_grave(read));
  }

  #react(reaction: string): void {
    const rule = stop_rule(reaction);
    if (rule.said_on === 'advice') return this.#react_to_advice(rule);
    this.#card = 'closed';
    this.#advise(rule);
    this.#happen({ type: 'reacted', reaction, scope: rule.scope });
  }

  /** What was to pass has not: said of a session that this advice has ended, and with graver advice. */
  #react_to_advice(rule: StopRule): void {
    const [running, before] = [this.#running, this.#advice];
    if (running === null || this.is_on() || before === null || !MAY_LAST.includes(before.id)) return;
    this.#advise(rule);
    const { wall_ms } = this.#world.clock.now();
    const fact = session_fact('reaction_reported', running, wall_ms, { reaction: rule.id, during: null });
    void this.#recorder.record([fact], { keep: { ...running, advice: rule.id } });
    this.#show();
  }

  /** A step more, once every rule was asked of the protocol with it; the machine asks the caps. */
  async #add(chosen: Pick<Extract<Intent, { type: 'add_step' }>, 'point' | 'sides'>): Promise<void> {
    const library = this.#listener.library();
    const of = this.#running;
    const added = of && library && added_step(of, library, chosen);
    if (!added) return;
    const whole = { ...of.plan, holds: [...of.plan.holds, ...added.holds] };
    const is_kept = await this.#listener.may_run(added.version, whole);
    const running = this.#running;
    // Meanwhile the session may have ended, or another step may have come.
    if (running === null || running.version !== of.version || !this.is_on()) return;
    if (!is_kept) {
      this.#refusal = 'house-rule';
      return this.#show();
    }
    this.#happen({ type: 'added', holds: added.holds }, added.version);
  }

  /** The rest of it fits into the time that is left from now on; what was begun stays as it is. */
  #fit(left_ms: number | null): void {
    const [running, at] = [this.#running, this.#world.clock.now().wall_ms];
    const fitted = running && fitted_running(running, this.#listener.judge(), left_ms, at);
    if (!fitted || !this.is_on()) return;
    this.#running = fitted.running;
    void this.#recorder.record([fitted.fact], { keep: fitted.running });
    this.#happen({ type: 'ticked' });
    this.#show();
    // A tick by itself changes nothing of what is heard.
    this.told_anew();
  }

  /** Pressure comes off while the card is read. */
  #open_card(): void {
    this.#card = 'open';
    if (this.#running?.session.stage === 'running') this.#happen({ type: 'paused' });
    else this.#show();
  }

  /** `grown`: the version that goes with the plan, where the event makes it longer. */
  #happen(body: EventBody, grown: Running['version'] | null = null): void {
    const running = this.#running;
    if (running === null) return;
    const before = running.session;
    const expected = next_cue(running.plan, before);
    const key_before = shown_key(running.plan.holds[before.hold], before);
    const at = this.#world.clock.now();
    const event = { ...body, at } as Event;
    const heard_ms = this.#cues.heard_ms();
    const was_heard = is_waking(before, event, heard_ms);
    const outcome = was_heard ? step_heard(running.plan, before, event, heard_ms) : step(running.plan, before, event);
    const passed_ms = at.mono_ms - before.last.mono_ms;
    const { session, plan } = outcome;
    const is_due = expected !== null && passed_ms >= expected.in_ms && body.type !== 'reloaded' && !was_heard;
    if (is_due && session.stage !== 'parked') {
      const cue = heard_of(expected.cue, plan.holds[session.hold], before, session);
      if (cue !== null) this.#cues.reached(cue, this.#key_of(cue, expected.at_ms));
    }
    const version = plan === running.plan ? running.version : (grown ?? running.version);
    this.#running = { ...running, plan, version, session, ...advice_of_answer(outcome) };
    const has_moved = mode_of(session) !== mode_of(before) || session.hold !== before.hold;
    if (has_moved || outcome.effects.length > 0 || body.type !== 'ticked') {
      if (body.type !== 'ticked' || has_moved) this.#refusal = null;
      if (has_moved) this.#turn += 1;
      if (body.type !== 'ticked' || session.stage === 'running') this.#stay_awake();
      this.#take(outcome, []);
    } else {
      if (key_before !== shown_key(plan.holds[session.hold], session)) this.#show();
      this.#save_in_hold(this.#running);
    }
    this.#let_sleep_when_left(at.mono_ms);
    this.#look_ahead();
    this.#turn_dial();
  }

  /** Carries out what the machine asks for, in one write and one change of the screen. */
  #take(outcome: Outcome, opening: readonly NewFact[]): void {
    const running = this.#running;
    if (running === null) return;
    const facts = [...opening, ...outcome.effects.flatMap((effect) => fact_from_effect(effect, running) ?? [])];
    void this.#recorder.record(facts, { keep: running });
    this.#saved_s = second_of(running.session);
    for (const effect of outcome.effects) {
      if (effect.type === 'sound') this.#cues.pressed(effect.cue);
      if (effect.type === 'announce') this.#announce(effect.milestone);
      if (effect.type === 'refuse') this.#refusal = effect.reason;
    }
    this.#show();
    this.#cues.follow(running);
    this.#say(outcome);
    if (running.session.stage !== 'ended') return;
    this.#beating?.();
    this.#beating = null;
    this.#cues.leave();
    this.#moved_ms = null;
    this.#world.wake_lock.let_sleep();
    if (this.#advice === null) this.#finish();
  }

  #stay_awake(): void {
    if (this.#moved_ms === null) this.#world.wake_lock.keep_awake();
    this.#moved_ms = this.#world.clock.now().mono_ms;
  }

  #let_sleep_when_left(mono_ms: number): void {
    if (this.#moved_ms === null || this.#running?.session.stage === 'running') return;
    if (mono_ms - this.#moved_ms < DARK_AFTER_MS) return;
    this.#moved_ms = null;
    this.#world.wake_lock.let_sleep();
  }

  #finish(is_grave = false): void {
    if (this.#running !== null) this.#listener.ended(this.#running, is_grave);
  }

  /** [R1] With the seconds, not by a distance in time: a beat comes a little earlier or later than the one before. */
  #save_in_hold({ session_id, session }: Running): void {
    if (mode_of(session) !== 'hold' || second_of(session) === this.#saved_s) return;
    this.#saved_s = second_of(session);
    this.#recorder.see({ session_id, session });
  }

  /** [R3] */
  #look_ahead(): void {
    const running = this.#running;
    if (running === null || running.session.stage === 'ended') return;
    const next = next_cue(running.plan, running.session);
    this.#cues.ahead(next, next ? this.#key_of(next.cue, next.at_ms) : '');
  }

  #key_of(cue: string, at_ms: number): string {
    return `${this.#turn}/${cue}/${at_ms}`;
  }

  #announce(milestone: Milestone): void {
    this.announcement.value = { milestone, count: (this.announcement.value?.count ?? 0) + 1 };
  }

  /** Aloud: of what has come and gone unseen only the last, which is how it is now. */
  #say({ effects }: Outcome): void {
    const said = effects.flatMap((effect) => (effect.type === 'announce' ? [effect.milestone] : []));
    const run = this.run.value;
    if (run !== null) for (const milestone of said.slice(-MOST_SAID)) this.#cues.announce(milestone, run);
  }

  #show(change: { card?: Run['card'] } = {}): void {
    this.#card = change.card ?? this.#card;
    const running = this.#running;
    if (running === null) return;
    const client_name = this.#listener.client_name(running.client_id);
    const addable = addable_points(running, this.#listener.library());
    const around = { card: this.#card, advice: this.#advice, refusal: this.#refusal, client_name, addable };
    this.run.value = run_from(running, around);
    this.#turn_dial();
  }

  /** [R4] */
  #turn_dial(): void {
    const running = this.#running;
    if (running === null || !this.#world.presence.is_visible()) return;
    const key = dial_key(running.plan, running.session);
    if (key === this.#dial_key) return;
    this.#dial_key = key;
    this.dial.value = dial_from(running.plan, running.session);
  }
}
