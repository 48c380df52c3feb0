/** A therapist's own words: recorded for a step, kept on the device, played, and whose they are. */
import { beforeEach, describe, expect, test } from 'vitest';
import { place_of } from '../../../pwa/src/app/own-words';
import { clear_storage, Device, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

describe('own words', () => {
  const PLACE = 'shoulder/1';
  const WORDS = { protocol_id: 'back-self', place: PLACE };

  async function with_words(): Promise<Tab> {
    const device = new Device();
    const tab = await device.open();
    await tab.settle();
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'back-self' } }, { type: 'words_wanted', ...WORDS });
    await until(() => tab.model.own_words.value.places.includes(PLACE), 'nothing was kept');
    return tab;
  }

  test('are recorded for a step, played where its place is looked for, and laid on the track', async () => {
    const tab = await with_words();
    await tab.start_run();
    expect(tab.sound.heard).toContain('800 samples in 1000 ms');
    const before = tab.senses.track.laid.length;
    tab.send({ type: 'begin_early' });
    tab.run_to('release');
    expect(tab.sound.heard.filter((each) => each.includes('samples'))).toHaveLength(1);
    expect(before).toBe(1);
  });

  test('that are not heard in silence are left to the voice; on the track the voice is left out', async () => {
    const tab = await with_words();
    tab.senses.voice.arrive('Emma');
    tab.send({ type: 'settings_changed', settings: { speaks: true, profile: 'silent' } });
    await tab.start_run();
    tab.clock.pass(1000);
    expect(tab.senses.voice.said).toEqual(['The shoulder, left.']);
    expect(tab.sound.heard.filter((each) => each.includes('samples'))).toEqual([]);
    tab.senses.voice.end();
    tab.send({ type: 'settings_changed', settings: { profile: 'soft' } });
    tab.run_to('hold');
    tab.presence.become('hidden');
    tab.send({ type: 'redo' });
    tab.clock.pass(1000);
    expect(tab.senses.voice.said).toHaveLength(1);
  });

  test('go with their point wherever its step is moved to, and with the first of two at the same point', () => {
    const steps = ['hip', 'shoulder', 'hip'].map((point) => ({ point }));
    expect(steps.map((_, i) => place_of(steps, i))).toEqual(['hip/1', 'shoulder/1', 'hip/2']);
    expect([steps[1], steps[0]].map((_, i, moved) => place_of(moved as { point: string }[], i))).toEqual([
      'shoulder/1',
      'hip/1',
    ]);
  });

  test('are there after a reload, and gone once deleted', async () => {
    const tab = await with_words();
    tab.send({ type: 'words_dropped', ...WORDS });
    await until(() => tab.model.own_words.value.places.length === 0);
    expect(await tab.database.kept_under('words/')).toEqual([]);
  });

  test('go along with a treatment that is made into an own one, and from then on each has its own', async () => {
    const tab = await new Device().open();
    await pair(tab);
    const words = { protocol_id: 'back-therapist', place: PLACE };
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'back-therapist' } }, { type: 'words_wanted', ...words });
    await until(() => tab.model.own_words.value.places.includes(PLACE), 'nothing was kept');
    tab.send({ type: 'go', route: { screen: 'build', points: [], from: 'back-therapist' } });
    await until(() => tab.model.build.value?.draft.steps.length === 2, 'nothing was begun');
    tab.send({ type: 'build_changed', change: { to: 'name', name: 'Ours' } }, { type: 'build_saved' });
    await until(() => tab.model.own.value?.length === 1, 'it is not listed');
    const own_id = tab.model.own.value?.[0]?.id ?? '';
    const of_own = () => tab.model.own_words.value.protocol_id === own_id && tab.model.own_words.value.places;
    await until(() => JSON.stringify(of_own()) === JSON.stringify([PLACE]), 'its words stayed behind');
    tab.send({ type: 'words_dropped', ...words, protocol_id: own_id });
    await until(() => JSON.stringify(of_own()) === '[]');
    expect((await tab.database.kept_under('words/')).map(({ key }) => key)).toEqual([
      'words/back-therapist/shoulder/1',
    ]);
  });

  test('of a version that stands beside another are those of its treatment, whatever address it was opened at', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    tab.send({ type: 'go', route: { screen: 'build', points: ['shoulder'], from: null } });
    await until(() => tab.model.build.value?.draft.steps.length === 1, 'nothing was begun');
    tab.send({ type: 'build_changed', change: { to: 'name', name: 'Ours' } }, { type: 'build_saved' });
    await until(() => tab.model.own.value?.length === 1, 'it is not listed');
    const own = tab.model.own.value?.[0];
    const body = { replaces: own?.replaces, digest: own?.digest, version: own?.text };
    const edit = { kind: 'protocol_saved', subject: own?.subject ?? '', client_id: null, body };
    await tab.database.record(
      [1, 2].map((at) => ({ ...edit, at })),
      1,
      [],
    );
    const again = await device.open();
    await until(() => again.model.own.value?.length === 2, 'both are not listed');
    const beside = again.model.own.value?.[1]?.id ?? '';
    again.send({ type: 'go', route: { screen: 'protocol', id: beside } });
    await until(() => again.model.own_words.value.protocol_id === own?.subject, 'it is taken for another treatment');
  });

  test.each(['refused', 'absent', 'nothing'] as const)(
    'a microphone that is %s is said, and nothing is kept',
    async (kind) => {
      const device = new Device();
      const tab = await device.open();
      await tab.settle();
      tab.senses.words_recorder.next = { kind };
      tab.send({ type: 'go', route: { screen: 'protocol', id: 'back-self' } }, { type: 'words_wanted', ...WORDS });
      await until(() => tab.model.own_words.value.trouble === kind);
      expect(tab.model.own_words.value).toMatchObject({ places: [], recording: null });
    },
  );
});
