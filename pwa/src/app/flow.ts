/**
 * The flow around a run: who, the day after the last one and the dose guard (guarding.ts), screening, what to leave out,
 * side, pain before; the run; pain after, summary.
 *
 * Owns the order of its steps and which answers lead on; screening.ts says what answers mean. A flow that never came to
 * its run leaves nothing behind, except where an answer stopped it: then the answers are kept.
 */
import { effect, signal } from '@preact/signals';
import { type NewFact, new_id } from '../core/fact';
import type { Running } from '../shell/schema';
import type { ProtocolVersion } from '../wire.gen';
import { Drafts } from './drafts';
import { drawn_bodies, with_region } from './drawing';
import { flow_from, fresh_flow, NOTHING_CHOSEN, NOTHING_SAID, not_looked } from './fresh';
import type { Guarding } from './guarding';
import { points_taken, taken_by, with_point, with_step } from './leaving-out';
import type { Flow, FlowStep, Intent } from './model';
import { blocked_facts, opening_facts, plan_of, session_fact } from './opening';
import type { Recorder } from './recorder';
import type { Runner } from './run';
import { type Answers, block_of, is_answered, none_of, points_out, raised_by, steps_of } from './screening';
import { kept_text } from './text';
import type { World } from './world';

/** Asked later than this, pain "after" is no longer about the session. */
const AFTER_MS = 30 * 60_000;

export interface FlowListener {
  /** The flow has no more steps, or was left. */
  left(): void;
  /** A session that another tab ran goes on here. */
  taken_up(): void;
  /** A session was finished: a good moment to ask for lasting storage. */
  finished(): void;
}

export class FlowKeeper {
  readonly flow = signal<Flow | null>(null);
  /** Another tab runs a session. */
  readonly is_running_elsewhere = signal(false);

  readonly #world: Pick<World, 'clock' | 'random' | 'tabs' | 'database'>;
  readonly #recorder: Recorder;
  readonly #runner: Runner;
  readonly #guarding: Guarding;
  readonly #listener: FlowListener;
  readonly #drafts: Drafts;
  #free_run: (() => void) | null = null;

  constructor(
    world: Pick<World, 'clock' | 'random' | 'tabs' | 'database'>,
    recorder: Recorder,
    runner: Runner,
    guarding: Guarding,
    listener: FlowListener,
  ) {
    this.#world = world;
    this.#recorder = recorder;
    this.#runner = runner;
    this.#guarding = guarding;
    this.#listener = listener;
    this.#drafts = new Drafts(world);
    effect(() => this.#drafts.follow(this.flow.value));
  }

  /** Begins a flow. `who`: whose device it is; alone on their own, a session is that client's. `said`: answers of a moment ago. */
  begin(
    chosen: { version: ProtocolVersion; digest: string },
    who: { is_staff: boolean; own_client_id: string | null },
    said: Answers = {},
  ): void {
    if (this.#runner.is_on()) return;
    const begun = fresh_flow(chosen, this.#id(), who.is_staff, this.#world.clock.now().wall_ms);
    const fresh = begun.audience === 'self-care' ? { ...begun, client_id: who.own_client_id } : begun;
    const flow = { ...fresh, ...answered(fresh, said) };
    // With a client it is looked at once somebody said which one.
    const looked = flow.audience === 'therapist' ? flow : { ...flow, ...this.#guarding.look(flow) };
    this.flow.value = { ...looked, step: steps_of(looked)[0] ?? 'pain-before' };
  }

  /**
   * Takes the session up that was on when the app was closed or killed; false when there is none for this tab. One that
   * has not ended comes before any whose questions of afterwards were left open: these are over with it.
   */
  async restore(): Promise<boolean> {
    if (this.#runner.running !== null) return true;
    const saved = await this.#world.database.running().catch(() => []);
    const chosen = saved.find(({ session }) => session.stage !== 'ended') ?? saved.at(-1);
    if (chosen === undefined) {
      this.is_running_elsewhere.value = false;
      return false;
    }
    const may_go_on = chosen.session.stage === 'ended' || (await this.#guarding.may_run(chosen.version, chosen.plan));
    // Whoever asked a moment earlier, in this tab or another, has it already.
    if (!(await this.#take_run()) || this.#runner.running !== null) return this.#runner.running !== null;
    for (const { session_id, session } of saved)
      if (session_id !== chosen.session_id && session.stage === 'ended')
        void this.#recorder.record([], { drop: session_id });
    this.#drafts.forget();
    this.flow.value = flow_from(chosen);
    if (chosen.session.stage === 'ended' && !chosen.advice && !this.#is_lately(chosen)) {
      await this.#recorder.record([], { drop: chosen.session_id });
      this.leave();
      return false;
    }
    this.#runner.restore(chosen);
    // It came back parked: no hold is on. What breaks a rule by now is over, and the log says so.
    if (!may_go_on) this.#runner.send({ type: 'stop' });
    return true;
  }

  /** Comes back to the step at which the app was closed or killed before a run; false when there is none. */
  async recall(is_staff: boolean): Promise<boolean> {
    const draft = await this.#drafts.recall();
    if (draft === null || this.flow.value !== null || this.#runner.is_on()) return false;
    if (!this.#guarding.is_for_here(draft)) {
      this.#drafts.follow(null);
      return false;
    }
    const asks_training = draft.audience === 'therapist' && !is_staff;
    const fresh = not_looked(this.#world.clock.now().wall_ms);
    const guard = { ...fresh.guard, ...draft.guard };
    const flow = { ...fresh, ...NOTHING_CHOSEN, ...draft, guard, asks_training };
    const must_ask = asks_training && !draft.is_trained;
    this.flow.value = must_ask ? { ...flow, step: 'who' } : flow;
    return true;
  }

  /** Carries an intent of the flow out; false when it is none. */
  send(intent: Intent): boolean {
    const flow = this.flow.value;
    if (flow === null) return false;
    switch (intent.type) {
      case 'who_chosen':
        this.#choose_client(intent.client_id);
        return true;
      case 'client_added':
        return flow.step === 'who' && this.#choose_new_client(intent.name);
      case 'training_confirmed':
        this.#change({ is_trained: intent.is_trained });
        return true;
      case 'answered':
        this.#answer({ ...flow.answers, [intent.question]: intent.answer });
        return true;
      case 'none_apply':
        this.#answer(none_of(flow));
        return true;
      case 'left_out':
        this.#change({
          left_out: with_point(flow, intent.point, intent.is_left_out),
          is_none_affected: false,
        });
        return true;
      case 'none_affected':
        this.#change({
          is_none_affected: intent.is_so,
          left_out: intent.is_so ? points_taken(flow) : flow.left_out,
        });
        return true;
      case 'step_left_out':
        this.#change({ left_out_steps: with_step(flow, intent.step, intent.is_left_out) });
        return true;
      case 'time_given':
        this.#change({ left_ms: intent.left_ms });
        return true;
      case 'side_chosen':
        this.#change({ affected_side: intent.side });
        return true;
      case 'sides_chosen':
        this.#change({ sides: intent.sides });
        return true;
      case 'pain_chosen':
        this.#change(flow.step === 'pain-after' ? { pain_after: intent.nrs } : { pain_before: intent.nrs });
        return true;
      case 'region_shaded':
        this.#change(
          flow.step === 'pain-after'
            ? { drawn_after: with_region(flow.drawn_after, intent.region) }
            : { drawn_before: with_region(flow.drawn_before, intent.region) },
        );
        return true;
      case 'made_worse':
        this.#change({ made_worse: intent.is_worse });
        return true;
      case 'advice_set_aside':
        this.#change({ set_aside: this.#guarding.set_aside(flow, intent.why) });
        if (flow.step === 'guard') this.#go_on();
        return true;
      default:
        return this.#answer_before(intent, flow) || this.#move(intent);
    }
  }

  /**
   * The run is over, and so is its advice. Where nobody was there when it ended, "now" is not "after" it; where help is
   * fetched, no number is asked for.
   */
  run_ended(running: Running, is_grave = false): void {
    const flow = this.flow.value;
    if (flow === null) return;
    const is_asked = !is_grave && running.session.reason !== 'abandoned' && this.#is_lately(running);
    if (!is_asked) this.#close_session(flow);
    this.#change({ step: is_asked ? 'pain-after' : 'summary' });
    this.#listener.finished();
  }

  /** Leaves the flow; a run that is on is never left this way. */
  leave(): void {
    if (this.#runner.is_on()) return;
    const flow = this.flow.value;
    // Its advice, or what is asked after it, was walked away from: that session is over all the same.
    if (flow?.step === 'run' || flow?.step === 'pain-after') this.#close_session(flow);
    this.flow.value = null;
    this.#runner.close();
    this.#free_run?.();
    this.#free_run = null;
    this.#listener.left();
  }

  /** A new client of the practice; null where no name was given. */
  add_client(name: string): string | null {
    const written = kept_text(name, 80);
    if (written === '') return null;
    const client_id = this.#id();
    const { wall_ms: at } = this.#world.clock.now();
    const body = { replaces: null, name: written };
    void this.#recorder.record([{ kind: 'client_saved', subject: client_id, client_id, at, body }]);
    return client_id;
  }

  /** True when another tab runs a session. */
  async is_taken(): Promise<boolean> {
    this.is_running_elsewhere.value = this.#free_run === null && (await this.#world.tabs.is_taken('run'));
    return this.is_running_elsewhere.value;
  }

  /** Somebody else was chosen for the session that is on. */
  assign(session_id: string, client_id: string | null): void {
    if (this.flow.value?.session_id !== session_id) return;
    this.#change({ client_id });
    this.#runner.assign(client_id);
  }

  #move(intent: Intent): boolean {
    const flow = this.flow.value;
    if (flow === null) return false;
    if (intent.type === 'flow_continued') {
      if (flow.step === 'run') this.#runner.send({ type: 'resume' });
      else if (is_answered(flow)) this.#go_on();
    } else if (intent.type === 'flow_skipped') this.#skip(flow);
    else if (intent.type === 'flow_backed') this.#go_back(flow);
    else if (intent.type === 'flow_left') this.leave();
    else return false;
    return true;
  }

  #skip(flow: Flow): void {
    if (flow.step === 'pain-before') this.#change({ pain_before: null, drawn_before: [] });
    else if (flow.step === 'pain-after') this.#change({ pain_after: null, drawn_after: [] });
    else return;
    this.#leave_step(this.flow.value);
  }

  #go_back(flow: Flow): void {
    const steps = steps_of(flow);
    const before = steps[steps.indexOf(flow.step) - 1];
    const is_early = !['who', 'blocked', 'run', 'pain-after', 'summary'].includes(flow.step);
    if (is_early && before !== undefined) this.#change({ step: before });
    else if (flow.step !== 'run' && flow.step !== 'pain-after') this.leave();
  }

  #go_on(): void {
    const flow = this.flow.value;
    if (flow !== null && is_answered(flow)) this.#leave_step(flow);
  }

  /** To the next step, whether this one was answered or skipped. */
  #leave_step(flow: Flow | null): void {
    if (flow === null) return;
    const steps = steps_of(flow);
    const next: FlowStep | undefined = steps[steps.indexOf(flow.step) + 1];
    if (flow.step === 'blocked' || next === undefined) return this.leave();
    if (next === 'blocked') this.#block(flow);
    else if (next === 'run') void this.#start(flow);
    else {
      if (flow.step === 'pain-after') this.#close_session(flow);
      this.#change({ step: next });
    }
  }

  #block(flow: Flow): void {
    const { clock } = this.#world;
    void this.#recorder.record(blocked_facts(flow, this.#guarding.judge(), clock.now().wall_ms, clock.time_zone()));
    this.#change({ step: 'blocked' });
  }

  async #start(flow: Flow): Promise<void> {
    if (!(await this.#take_run())) return;
    const [may_run] = await Promise.all([this.#guarding.may_run(flow.version), this.#guarding.ready()]);
    // A second press while the lock was asked for begins nothing twice.
    if (this.flow.value !== flow || this.#runner.running !== null) return;
    if (!may_run) return this.leave();
    // Another tab may have pressed meanwhile, or older sessions of this client have come.
    const looked = { ...flow, ...this.#guarding.look(flow) };
    const { is_blocked, left_out: out_now, advice } = looked.guard;
    const is_news = advice.some(({ id }) => flow.guard.advice.every((known) => known.id !== id));
    if (is_blocked || is_news || out_now.some((point) => !flow.guard.left_out.includes(point)))
      return this.#change({
        ...looked,
        set_aside: null,
        step: steps_of(looked).find((step) => step !== 'who') ?? 'guard',
      });
    const { clock } = this.#world;
    const judge = this.#guarding.judge();
    const plan = plan_of(flow, judge);
    this.flow.value = { ...flow, step: 'run' };
    const { session_id, version, digest, client_id, affected_side, pain_before, answers } = flow;
    const left_out = points_out(flow);
    const closed_today = looked.guard.closed_today.map(({ point }) => point);
    this.#runner.start(
      { session_id, version, digest, plan, client_id, affected_side, left_out, closed_today, pain_before, answers },
      opening_facts(flow, judge, clock.now().wall_ms, clock.time_zone()),
    );
  }

  /** What was said after the run, and the end of its running state, in one write. */
  #close_session(flow: Flow): void {
    const at = this.#world.clock.now().wall_ms;
    const region = flow.version.condition.id;
    const facts: NewFact[] = [];
    if (flow.pain_after !== null)
      facts.push(session_fact('pain_rated', flow, at, { when: 'after', nrs: flow.pain_after, region }));
    for (const body of drawn_bodies(flow, 'after')) facts.push(session_fact('pain_drawn', flow, at, body));
    if (flow.made_worse) facts.push(session_fact('reaction_reported', flow, at, { reaction: 'worse', during: null }));
    void this.#recorder.record(facts, { drop: flow.session_id });
  }

  #answer(answers: Record<string, 'yes' | 'no'>): void {
    const flow = this.flow.value;
    if (flow === null || flow.step !== 'screening') return;
    this.#change(answered(flow, answers));
  }

  #choose_new_client(name: string): true {
    const client_id = this.add_client(name);
    if (client_id !== null) this.#choose_client(client_id);
    return true;
  }

  /** Another person, another history: nothing that was said of one client is taken for the answers of another. */
  #choose_client(client_id: string | null): void {
    const flow = this.flow.value;
    if (flow === null) return;
    const is_another = flow.client_id !== null && flow.client_id !== client_id;
    const said = is_another ? { ...flow, ...answered(flow, {}), ...NOTHING_SAID } : flow;
    const chosen = { ...said, client_id, passed: [], set_aside: null };
    this.#change({ ...chosen, ...this.#guarding.look(chosen) });
    if (flow.step === 'who') this.#go_on();
  }

  /** The day after, the review, the advice: when what was said is known, it may have changed what comes next. */
  #answer_before(intent: Intent, flow: Flow): boolean {
    const answered = this.#guarding.answer(intent, flow);
    void answered?.then((next) => {
      if (this.flow.value === flow) this.flow.value = next;
    });
    return answered !== null;
  }

  #is_lately({ session }: Running): boolean {
    return this.#world.clock.now().wall_ms - session.last.wall_ms <= AFTER_MS;
  }

  async #take_run(): Promise<boolean> {
    this.#free_run ??= await this.#world.tabs.take('run');
    this.is_running_elsewhere.value = this.#free_run === null;
    return this.#free_run !== null;
  }

  #change(change: Partial<Flow>): void {
    if (this.flow.value !== null) this.flow.value = { ...this.flow.value, ...change };
  }

  #id(): string {
    const { clock, random } = this.#world;
    return new_id(clock.now().wall_ms, () => random.bytes(16));
  }
}

/** What answers lead to, of those questions that are asked here. */
function answered(flow: Flow, said: Answers): Partial<Flow> {
  const asked = flow.questions.flatMap(({ id }) => (said[id] ? [[id, said[id]] as const] : []));
  const answers = Object.fromEntries(asked);
  const raised = raised_by(flow.questions, answers);
  // Other answers may touch other places: what was said of the old ones is asked anew.
  const asked_anew = { ...taken_by(flow.version, answers, raised), is_none_affected: false };
  return { answers, raised, blocked_by: block_of(raised, flow.audience), ...asked_anew };
}
