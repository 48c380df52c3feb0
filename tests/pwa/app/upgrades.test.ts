import { beforeEach, describe, expect, test } from 'vitest';
import { clear_storage, Device } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

describe('a newer app', () => {
  test('an update is offered between sessions only', async () => {
    const tab = await new Device().open();
    await tab.start_run();
    tab.updates.arrive();
    expect(tab.model.has_update.value).toBe(false);
    tab.send({ type: 'update_applied' });
    await tab.settle();
    expect(tab.updates.applied).toBe(0);
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
    expect(tab.model.has_update.value).toBe(true);
    tab.send({ type: 'update_applied' });
    await until(() => tab.updates.applied === 1);
  });

  test('an update is not applied under the session of another tab', async () => {
    const device = new Device();
    const tab = await device.open();
    await tab.start_run();
    const other = await device.open();
    other.updates.arrive();
    other.send({ type: 'update_applied' });
    await other.settle();
    expect(other.updates.applied).toBe(0);
  });
});

describe('another tab let a newer app take over', () => {
  test('an idle page follows at once', async () => {
    const tab = await new Device().open();
    tab.updates.take_over();
    await until(() => tab.updates.reloads === 1);
  });

  test('a page with a flow follows after it, and never while facts wait in memory', async () => {
    const tab = await new Device().open();
    await tab.start_run();
    tab.updates.take_over();
    await tab.settle();
    expect(tab.updates.reloads).toBe(0);
    const { record } = tab.database;
    tab.database.record = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_left' });
    await until(() => tab.model.trouble.value !== null);
    await tab.settle();
    tab.send({ type: 'update_applied' });
    await tab.settle();
    expect([tab.updates.reloads, tab.updates.applied]).toEqual([0, 0]);
    tab.database.record = record;
    tab.clock.pass(4000);
    await until(() => tab.updates.reloads > 0);
    expect(await tab.kinds()).toContain('session_ended');
  });
});

describe('what this browser can do', () => {
  test('tones keep to the mute switch unless somebody wants otherwise', async () => {
    const device = new Device();
    const tab = await device.open();
    expect(tab.mute_switch.is_passed).toBe(false);
    tab.send({ type: 'settings_changed', settings: { passes_mute_switch: true } });
    expect(tab.mute_switch.is_passed).toBe(true);
    await tab.settle();
    tab.kill();
    expect((await device.open()).mute_switch.is_passed).toBe(true);
  });

  test('a worker that failed is said', async () => {
    const tab = await new Device().open();
    expect(tab.model.platform.value.ticks).toBe('steady');
    tab.clock.lose_worker();
    expect(tab.model.platform.value.ticks).toBe('when-seen');
  });
});
