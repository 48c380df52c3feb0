/** The keys of headphones and of the lock screen, in every stage of a run: presses like a pedal's, and no way past a card. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leads_on } from '../../../pwa/src/app/pedal';
import { opened_device } from '../support/opened';
import { clear_storage, holds, running, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

function press(tab: Tab, key: 'play' | 'pause' | 'next'): void {
  tab.clock.pass(1000);
  tab.senses.controls.keys?.[key]();
}

/** All that one could see of it, but the time. */
function seen({ run }: Tab) {
  const { stage, phase, hold, attempts } = run.session;
  return { card: run.card, advice: run.advice?.id ?? null, stage, phase, hold, attempts: [...attempts] };
}

describe('[PK7] Next does what a pedal does', () => {
  test('in every phase, and where it stands still', async () => {
    const tab = await running();
    press(tab, 'next');
    expect([tab.mode, tab.run.session.hold]).toEqual(['ramp', 0]);
    tab.run_to('hold');
    press(tab, 'next');
    expect(tab.mode).toBe('release');
    press(tab, 'pause');
    expect(tab.mode).toBe('paused');
    press(tab, 'next');
    expect(tab.run.session.stage).toBe('running');
    tab.send({ type: 'stop' });
    await tab.written('session_ended');
    // The hold whose place was looked for was not thrown away.
    expect((await holds(tab)).map(({ ended_by, held_ms }) => [ended_by, held_ms > 0])).toEqual([['released', true]]);
  });

  test('also where the page slept and saw no phase come: it goes by the phase of now', async () => {
    const tab = await running();
    tab.presence.become('hidden');
    const { planned_ms } = tab.run.session;
    tab.senses.track.played_ms = planned_ms + 500;
    tab.clock.sleep(planned_ms + 500);
    expect(leads_on(tab.run)).toEqual({ type: 'begin_early' });
    tab.senses.controls.keys?.next();
    expect(tab.run.session.phase).not.toBe('ramp');
    expect(tab.run.session.phase).not.toBe('setup');
  });

  test('parked, it takes the session up again', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.clock.sleep(10 * 60_000);
    tab.clock.pass(1000);
    expect(tab.mode).toBe('parked');
    press(tab, 'next');
    expect(tab.run.session.stage).toBe('running');
  });
});

describe('[PK7] Play resumes what stands still, and changes nothing that runs', () => {
  test('in every phase', async () => {
    const tab = await running();
    for (const phase of ['setup', 'ramp', 'hold', 'release'] as const) {
      tab.run_to(phase);
      const before = seen(tab);
      press(tab, 'play');
      expect(seen(tab)).toEqual(before);
    }
    press(tab, 'pause');
    press(tab, 'play');
    expect(tab.run.session.stage).toBe('running');
  });
});

describe('[PK7] [R5] what must be read or answered is not passed', () => {
  test.each(['play', 'next'] as const)('%s under the card leaves the card, and the pressure off', async (key) => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'card_opened' });
    const before = seen(tab);
    expect(before).toMatchObject({ card: 'open', stage: 'paused' });
    press(tab, key);
    expect(seen(tab)).toEqual(before);
    tab.clock.pass(5 * 60_000);
    expect(seen(tab)).toEqual(before);
  });

  test.each(['play', 'next'] as const)('%s reads no advice, and begins nothing under it', async (key) => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'numb' });
    const before = seen(tab);
    expect(before.advice).toBe('numb');
    press(tab, key);
    expect(seen(tab)).toEqual(before);
  });

  test.each(['play', 'next', 'pause'] as const)('%s reads no advice that has ended the session', async (key) => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'chest' });
    const before = seen(tab);
    expect(before).toMatchObject({ advice: 'chest', stage: 'ended' });
    press(tab, key);
    expect(seen(tab)).toEqual(before);
    expect(tab.flow.step).toBe('run');
  });

  test.each(['play', 'next', 'pause'] as const)('%s answers no question', async (key) => {
    const tab = await opened_device().open();
    tab.send({ type: 'start', protocol_id: 'legs-alone' });
    await until(() => tab.model.flow.value !== null);
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    tab.send({ type: 'sides_chosen', sides: 'both' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    tab.run_to('asking');
    const before = seen(tab);
    press(tab, key);
    expect(seen(tab)).toEqual(before);
  });
});

test('[PK7] Pause takes the pressure off in every phase', async () => {
  for (const phase of ['setup', 'ramp', 'hold', 'release'] as const) {
    const tab = await running();
    tab.run_to(phase);
    press(tab, 'pause');
    expect(tab.mode).toBe('paused');
  }
});
