/** Stop by holding: done after 0.8 s, explained when let go too soon, and never twice for one press. */
import { beforeEach, expect, test } from 'vitest';
import { HOLD_THROUGH_MS, HOLD_TO_STOP_MS, HoldPress } from '../../../pwa/src/view/run/hold-press';

/** Timers moved by hand. */
class Timers {
  #due = new Map<number, { at_ms: number; call: () => void }>();
  #now_ms = 0;
  #next = 1;

  readonly set_timer = (call: () => void, ms: number): number => {
    this.#next += 1;
    this.#due.set(this.#next, { at_ms: this.#now_ms + ms, call });
    return this.#next;
  };

  readonly clear_timer = (timer: number): void => {
    this.#due.delete(timer);
  };

  pass(ms: number): void {
    this.#now_ms += ms;
    for (const [timer, { at_ms, call }] of this.#due) {
      if (at_ms > this.#now_ms) continue;
      this.#due.delete(timer);
      call();
    }
  }
}

let timers: Timers;
let heard: string[];
let press: HoldPress;

beforeEach(() => {
  timers = new Timers();
  heard = [];
  press = new HoldPress(
    timers,
    () => heard.push('held'),
    () => heard.push('too short'),
  );
});

test('held for 0.8 s it stops, once, however long it is held on', () => {
  press.press();
  timers.pass(HOLD_TO_STOP_MS - 1);
  expect(heard).toEqual([]);
  timers.pass(1);
  timers.pass(5000);
  press.let_go();
  expect(heard).toEqual(['held']);
});

test('let go too soon it stops nothing, and says how to', () => {
  press.press();
  timers.pass(300);
  press.let_go();
  timers.pass(5000);
  expect(heard).toEqual(['too short']);
});

test('a finger that slides away meant nothing', () => {
  press.press();
  timers.pass(300);
  press.cancel();
  press.let_go();
  timers.pass(5000);
  expect(heard).toEqual([]);
});

test('a second finger on the button begins no second hold', () => {
  press.press();
  timers.pass(500);
  press.press();
  timers.pass(300);
  expect(heard).toEqual(['held']);
  timers.pass(500);
  expect(heard).toEqual(['held']);
});

test('each press counts for itself', () => {
  press.press();
  timers.pass(700);
  press.let_go();
  press.press();
  timers.pass(700);
  expect(heard).toEqual(['too short']);
  timers.pass(100);
  expect(heard).toEqual(['too short', 'held']);
});

test('[PK6] let go on the way it does what is meant there, held through what is meant at the end, and never both', () => {
  const between = {
    after_ms: HOLD_TO_STOP_MS,
    on_reached: () => heard.push('reached'),
    on_let_go: () => heard.push('let go'),
  };
  const through = new HoldPress(
    timers,
    () => heard.push('held'),
    () => heard.push('short'),
    HOLD_THROUGH_MS,
    between,
  );
  const press_for = (ms: number) => {
    heard.length = 0;
    through.press();
    timers.pass(ms);
    through.let_go();
    timers.pass(HOLD_THROUGH_MS);
    return [...heard];
  };
  expect(press_for(HOLD_TO_STOP_MS - 1)).toEqual(['short']);
  expect(press_for(HOLD_TO_STOP_MS)).toEqual(['reached', 'let go']);
  expect(press_for(HOLD_THROUGH_MS)).toEqual(['reached', 'held']);
  heard.length = 0;
  through.press();
  timers.pass(HOLD_TO_STOP_MS);
  through.cancel();
  timers.pass(HOLD_THROUGH_MS);
  expect(heard).toEqual(['reached']);
});
