import { beforeEach, describe, expect, test } from 'vitest';
import { state_from } from '../../../pwa/src/shell/install';
import { clear_storage, Device, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/147.0.0.0 Mobile Safari/537.36';

async function one_session(tab: Tab): Promise<void> {
  await tab.start_run('back-self');
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.some(({ reason }) => reason === 'stopped') ?? false);
  await tab.settle();
}

describe('the browser', () => {
  test.each([
    ['an iPhone', IPHONE, 5, false, false, 'ios-steps'],
    ['an iPhone, from the Home Screen', IPHONE, 5, true, true, 'installed'],
    ['an iPad that calls itself a Macintosh', MAC, 5, false, false, 'ios-steps'],
    ['a Macintosh', MAC, 0, false, false, 'none'],
    ['Chromium made to look like an iPhone', IPHONE, 5, false, undefined, 'none'],
    ['an Android phone', ANDROID, 5, false, undefined, 'none'],
    ['an installed app', ANDROID, 5, true, undefined, 'installed'],
  ])('on %s', (_name, user_agent, touch_points, is_app_window, standalone, state) => {
    expect(state_from({ user_agent, touch_points, is_app_window, standalone })).toBe(state);
  });
});

describe('the suggestion to install', () => {
  test('comes after the first finished session, and not before', async () => {
    const tab = await new Device().open();
    tab.install.become('offered');
    expect(tab.model.install.value).toBe('offered');
    expect(tab.model.is_install_suggested.value).toBe(false);
    await one_session(tab);
    expect(tab.model.is_install_suggested.value).toBe(true);
  });

  test('never comes where there is no way to install, or where it is installed', async () => {
    const tab = await new Device().open();
    await one_session(tab);
    for (const state of ['none', 'installed'] as const) {
      tab.install.become(state);
      expect(tab.model.is_install_suggested.value).toBe(false);
    }
    tab.install.become('ios-steps');
    expect(tab.model.is_install_suggested.value).toBe(true);
  });

  test('once closed it stays closed on this device, and the settings still offer it', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.install.become('offered');
    await one_session(tab);
    tab.send({ type: 'install_dismissed' });
    expect(tab.model.is_install_suggested.value).toBe(false);
    await tab.settle();
    tab.kill();
    const again = await device.open();
    again.install.become('offered');
    expect(again.model.sessions.value).toHaveLength(1);
    expect(again.model.is_install_suggested.value).toBe(false);
    expect(again.model.install.value).toBe('offered');
  });

  test.each([
    [true, 'installed'],
    [false, 'none'],
  ] as const)('the browser’s offer is shown when asked for; taken: %s', async (is_taken, state) => {
    const tab = await new Device().open();
    tab.install.become('offered');
    await one_session(tab);
    expect(tab.install.asked).toBe(0);
    tab.install.is_taken = is_taken;
    tab.send({ type: 'install_wanted' });
    await until(() => tab.model.install.value === state);
    await tab.settle();
    expect(tab.install.asked).toBe(1);
    tab.install.become('offered');
    expect(tab.model.is_install_suggested.value).toBe(false);
  });
});
