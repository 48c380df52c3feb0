/** What a session that stands still unwatched says of the moment it was last watched. */
import { describe, expect, test } from 'vitest';
import { Rig, START_WALL_MS } from './rig';

describe('[S27] parked, it says which hold it was in, and how much of it somebody saw or heard', () => {
  test('asleep past the deadline of a hold: held to its end, watched for as long as anybody was there', () => {
    const rig = new Rig();
    rig.run_to('hold').run(12_000);
    const until_at = rig.wall_ms;
    rig.sleep(90_000);
    expect(rig.mode).toBe('parked');
    expect(rig.session.seen).toEqual({
      hold: 0,
      phase: 'hold',
      planned_ms: 40_000,
      held_ms: 40_000,
      observed_ms: 12_000,
      until_at,
      by_ear: false,
    });
  });

  test('heard by the track first: watched for as long as it played, and that it was heard', () => {
    const rig = new Rig();
    rig.run_to('hold').run(5000);
    const from_at = rig.wall_ms;
    rig.wake(90_000, 20_000);
    expect(rig.mode).toBe('parked');
    expect(rig.session.seen).toMatchObject({
      phase: 'hold',
      held_ms: 40_000,
      observed_ms: 25_000,
      until_at: from_at + 20_000,
      by_ear: true,
    });
  });

  test.each(['setup', 'ramp', 'release', 'rest'] as const)('asleep past the end of %s nothing was held', (phase) => {
    const rig = new Rig();
    rig.run_to(phase).run(1000);
    const until_at = rig.wall_ms;
    rig.sleep(90_000);
    expect(rig.session.seen).toMatchObject({ hold: 0, phase, held_ms: 0, observed_ms: 0, until_at, by_ear: false });
  });

  test('killed in a hold: held and seen to the last saved moment', () => {
    const rig = new Rig();
    rig.run_to('hold').run(12_000);
    const until_at = rig.wall_ms;
    rig.kill(30_000);
    expect(rig.session.seen).toMatchObject({
      hold: 0,
      phase: 'hold',
      held_ms: 12_000,
      observed_ms: 12_000,
      until_at,
    });
  });

  test('killed where it stood still nothing is said that nobody missed; killed once more while parked it stays', () => {
    const paused = new Rig();
    paused.run_to('hold').run(3000).send({ type: 'paused' });
    paused.kill(30_000);
    expect(paused.mode).toBe('parked');
    expect(paused.session.seen ?? null).toBeNull();
    const rig = new Rig();
    rig.run_to('ramp').run(1000).kill(30_000);
    const { seen } = rig.session;
    expect(seen).toMatchObject({ phase: 'ramp', until_at: START_WALL_MS + 21_000 });
    expect(rig.kill(30_000).session.seen).toEqual(seen);
    rig.pass(1000).send({ type: 'skipped' });
    expect(rig.session.seen).toEqual(seen);
  });

  test('going on it is over', () => {
    const rig = new Rig();
    rig.run_to('hold').run(12_000).sleep(90_000);
    rig.send({ type: 'resumed' });
    expect(rig.session.seen).toBeNull();
  });
});
