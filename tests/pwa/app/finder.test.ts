/** Where does it hurt, as the app leads through it: an area or words, red flags, the answer, and the way to a session. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Finder } from '../../../pwa/src/app/finder-model';
import type { Complaint } from '../../../pwa/src/wire.gen';
import { opened_device } from '../support/opened';
import { clear_storage, type Device, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const COMPLAINTS: Complaint[] = [
  {
    id: 'calf-swollen',
    area: 'calf',
    words: 'Calf suddenly swollen',
    stop: { action: 'emergency', what_to_do: 'Call for help.' },
  },
  {
    id: 'calf-tight',
    area: 'calf',
    words: 'Tight calf',
    candidates: [
      { point: 'calf', how: 'lies-here', why: 'Lies in the calf.' },
      { point: 'thigh', how: 'refers-here', why: 'Often felt below.' },
    ],
  },
];

function device_with(complaints: Complaint[] | undefined = COMPLAINTS): Device {
  const device = opened_device();
  const shown = device.server.library_shown;
  device.server.library_shown = complaints === undefined ? shown : { ...shown, complaints };
  return device;
}

async function here(device: Device = device_with()): Promise<Tab> {
  const tab = await device.open();
  // Protocols are barred until the rules are there.
  await until(() => cards(tab).every(({ barred }) => barred === null));
  tab.send({ type: 'go', route: { screen: 'finder' } });
  await until(() => typeof tab.model.finder.value === 'object');
  return tab;
}

function cards(tab: Tab) {
  const state = tab.model.library.value;
  return state.state === 'ready' ? state.cards : [];
}

function finder(tab: Tab): Finder {
  const found = tab.model.finder.value;
  if (typeof found !== 'object') throw new Error('it is not there');
  return found;
}

async function answered(): Promise<Tab> {
  const tab = await here();
  tab.send({ type: 'area_chosen', area: 'calf' }, { type: 'complaint_chosen', complaint_id: 'calf-tight' });
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
  return tab;
}

describe('from a place to an answer', () => {
  test('an area lists its words, and words are found', async () => {
    const tab = await here();
    expect(tab.place.path()).toBe('/where');
    expect(finder(tab).listed).toEqual([]);
    tab.send({ type: 'area_chosen', area: 'calf' });
    expect(finder(tab).listed.map(({ id }) => id)).toEqual(['calf-swollen', 'calf-tight']);
    tab.send({ type: 'complaint_searched', text: 'my calf is tight' });
    expect(finder(tab)).toMatchObject({ area: null });
    expect(finder(tab).listed.at(0)?.id).toBe('calf-tight');
  });

  test('[K8] nothing is shown before every question that can stop somebody is answered', async () => {
    const tab = await here();
    tab.send({ type: 'complaint_chosen', complaint_id: 'calf-tight' });
    expect(finder(tab).questions.map(({ id }) => id)).toEqual(['clot-signs']);
    tab.send({ type: 'flow_continued' });
    expect(finder(tab)).toMatchObject({ step: 'questions', found: [] });
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(finder(tab).step).toBe('answer');
    expect(finder(tab).found.map(({ point }) => point.id)).toEqual(['calf', 'thigh']);
    expect(finder(tab).offered).toEqual([{ id: 'legs-alone', pressed: ['calf', 'thigh'] }]);
  });

  test('[K1] a red flag ends in its stop, with no question and no point', async () => {
    const tab = await here();
    tab.send({ type: 'complaint_chosen', complaint_id: 'calf-swollen' });
    expect(finder(tab)).toMatchObject({ step: 'stop', questions: [], found: [], offered: [] });
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(finder(tab).step).toBe('stop');
  });

  test('an answer that blocks shows no point, and leaves no trace', async () => {
    const tab = await here();
    tab.send({ type: 'complaint_chosen', complaint_id: 'calf-tight' });
    tab.send({ type: 'answered', question: 'clot-signs', answer: 'yes' }, { type: 'flow_continued' });
    expect(finder(tab)).toMatchObject({ step: 'blocked', blocked_by: 'emergency', found: [] });
    tab.send({ type: 'flow_left' });
    expect(tab.model.route.value.screen).toBe('library');
    expect(await tab.facts()).toEqual([]);
    expect(finder(tab)).toMatchObject({ step: 'where', answers: {} });
  });

  test('back leads step by step to where one came from', async () => {
    const tab = await answered();
    const steps: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      tab.send({ type: 'flow_backed' });
      steps.push(tab.model.route.value.screen === 'finder' ? `${finder(tab).step} ${finder(tab).area}` : 'library');
    }
    expect(steps).toEqual(['questions calf', 'where calf', 'where null', 'library']);
  });

  test("the browser's own back leads from a place to the figure, and then to the library", async () => {
    const tab = await here();
    tab.send({ type: 'area_chosen', area: 'calf' });
    expect(tab.place.visited).toEqual(['/', '/where', '/where/calf']);
    tab.place.back();
    expect(tab.model.route.value.screen).toBe('finder');
    expect(finder(tab)).toMatchObject({ step: 'where', area: null, listed: [] });
    tab.place.back();
    expect(tab.model.route.value.screen).toBe('library');
  });

  test("the browser's own back from the questions of a place leads to the figure, with nothing answered", async () => {
    const tab = await here();
    tab.send({ type: 'area_chosen', area: 'calf' }, { type: 'complaint_chosen', complaint_id: 'calf-tight' });
    tab.send({ type: 'none_apply' });
    tab.place.back();
    expect(finder(tab)).toMatchObject({ step: 'where', area: null, answers: {}, complaint: null });
  });

  test('the address of a place leads there, and one of no place to the figure', async () => {
    for (const [path, area] of [
      ['/where/calf', 'calf'],
      ['/where/nowhere', null],
      ['/where/constructor', null],
    ] as const) {
      const tab = await device_with().open(path);
      await until(() => typeof tab.model.finder.value === 'object' && cards(tab).length > 0);
      expect(finder(tab)).toMatchObject({ step: 'where', area });
      await until(() => finder(tab).listed.length === (area === null ? 0 : 2));
    }
  });

  test('[K2] what was found for a therapist is not shown to whoever is alone: they begin anew', async () => {
    const tab = await here();
    tab.send({ type: 'audience_chosen', audience: 'therapist' });
    tab.send({ type: 'complaint_chosen', complaint_id: 'calf-tight' }, { type: 'none_apply' });
    tab.send({ type: 'flow_continued' });
    expect(finder(tab)).toMatchObject({ step: 'answer', audience: 'therapist' });
    tab.send({ type: 'audience_chosen', audience: 'self-care' });
    expect(finder(tab)).toMatchObject({ step: 'where', audience: 'self-care', answers: {}, found: [], offered: [] });
  });

  test('[K2] it is for whom the library is shown, also where that was chosen elsewhere', async () => {
    const tab = await here();
    for (const audience of ['therapist', 'self-care'] as const) {
      tab.send({ type: 'go', route: { screen: 'library' } }, { type: 'audience_chosen', audience });
      tab.send({ type: 'go', route: { screen: 'finder' } });
      expect(finder(tab).audience).toBe(audience);
    }
  });

  test('a library without complaints leads nowhere, and an older server is none the worse', async () => {
    const tab = await here(device_with([]));
    tab.send({ type: 'area_chosen', area: 'calf' }, { type: 'complaint_chosen', complaint_id: 'calf-tight' });
    expect(finder(tab)).toMatchObject({ step: 'where', listed: [], complaint: null });
  });
});

describe('on to a session', () => {
  async function started(tab: Tab, wait_ms = 0): Promise<Tab> {
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'legs-alone' } });
    tab.clock.pass(wait_ms);
    tab.send({ type: 'start', protocol_id: 'legs-alone' });
    await until(() => tab.model.flow.value !== null);
    return tab;
  }

  test('what was just answered goes along, to be seen and changed; what was not asked is asked now', async () => {
    const tab = await started(await answered());
    expect(tab.flow).toMatchObject({ step: 'screening', answers: { 'clot-signs': 'no' } });
    expect(tab.flow.questions.length).toBeGreaterThan(1);
    tab.send({ type: 'flow_continued' });
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'answered', question: 'clot-signs', answer: 'yes' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('blocked');
  });

  test('what was answered long ago is asked anew', async () => {
    const tab = await started(await answered(), 11 * 60_000);
    expect(tab.flow.answers).toEqual({});
  });

  test('it goes along once: whoever comes back without leaving is asked anew', async () => {
    const tab = await started(await answered());
    expect(tab.flow.answers).not.toEqual({});
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'legs-alone' } });
    expect(tab.model.flow.value).toBeNull();
    await started(tab);
    expect(tab.flow.answers).toEqual({});
  });

  test('it goes along to nothing that was not offered, and not by way of the library', async () => {
    const tab = await answered();
    tab.send({ type: 'go', route: { screen: 'library' } });
    await started(tab);
    expect(tab.flow.answers).toEqual({});
    const other = await answered();
    other.send({ type: 'start', protocol_id: 'neck-alone' });
    await until(() => other.model.flow.value !== null);
    expect(other.flow.answers).toEqual({});
  });

  test('coming back from a protocol the answer is still there, and after a while it is not', async () => {
    const tab = await answered();
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'legs-alone' } });
    tab.place.back();
    expect(finder(tab).step).toBe('answer');
    tab.send({ type: 'go', route: { screen: 'protocol', id: 'legs-alone' } });
    tab.clock.pass(11 * 60_000);
    tab.place.back();
    expect(finder(tab)).toMatchObject({ step: 'where', found: [] });
  });
});
