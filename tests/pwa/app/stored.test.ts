/** What lies on the device may be older than a rule, or forged: whatever it says of itself, it is judged before a start. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Flow } from '../../../pwa/src/app/model';
import type { Running } from '../../../pwa/src/shell/schema';
import type { Point, ProtocolVersion } from '../../../pwa/src/wire.gen';
import { LIBRARY, SELF_CARE, version_of } from '../support/content';
import { clear_storage, Device, holds, running, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

/** The same point, for therapists only by now. */
function forbidden(point: Point): Point {
  return { ...point, self_care: 'therapist-only', self: null };
}

/** The self-care protocol, with a point in it that only a therapist may press. */
function forged(version: ProtocolVersion = version_of(SELF_CARE)): ProtocolVersion {
  const [first, ...rest] = version.points;
  return { ...version, points: [forbidden(first as Point), ...rest] };
}

/** Opens the app again without a network: it has only what lies on the device. */
async function opened_offline(device: Device, path = '/'): Promise<Tab> {
  device.server.is_offline = true;
  return await device.open(path);
}

async function never_starts(tab: Tab): Promise<void> {
  tab.send({ type: 'start', protocol_id: SELF_CARE.id });
  await tab.settle();
  expect(tab.model.flow.value).toBeNull();
  expect(await holds(tab)).toEqual([]);
}

describe('a stored copy with a therapist-only point cannot be run in self-care', () => {
  test('[L6] in the library that was kept: it is listed with the reason, and never starts', async () => {
    const device = new Device();
    const before = await device.open();
    // A version that is on the device as it was published, and good, would be run instead: this digest has none.
    const protocols = LIBRARY.protocols.map((each) => ({ ...each, digest: '0'.repeat(64) }));
    const library = { ...LIBRARY, protocols, points: LIBRARY.points.map(forbidden) };
    await before.database.keep_library({ etag: null, library });
    const tab = await opened_offline(device);
    await until(() => {
      const now = tab.model.library.value;
      return now.state === 'ready' && now.cards.some((card) => card.barred !== null);
    });
    const now = tab.model.library.value;
    const card = now.state === 'ready' ? now.cards.find(({ id }) => id === SELF_CARE.id) : undefined;
    expect(card?.barred).toBe('L6');
    await never_starts(tab);
  });

  test('[L6] in a version that was kept under the digest of another: what runs is what the library says', async () => {
    const device = new Device();
    const before = await device.open();
    await before.settle();
    const state = before.model.library.value;
    const entry = state.state === 'ready' ? state.library.protocols.find((e) => e.protocol.id === SELF_CARE.id) : null;
    const digest = entry?.digest as string;
    const text = JSON.stringify(forged());
    await before.database.keep_version(digest, text);
    const tab = await opened_offline(device);
    tab.send({ type: 'start', protocol_id: SELF_CARE.id });
    await until(() => tab.model.flow.value !== null);
    expect(tab.flow.version).toEqual(version_of(SELF_CARE));
  });

  test.each([
    ['the very point', (point: Point) => ({ ...forbidden(point), id: point.id })],
    ['another name for it', (point: Point) => ({ ...forbidden(point), id: 'the-real-name' })],
  ])(
    '[L6] [L20] in a flow kept from before the library closed %s: it comes back, and does not begin',
    async (_, kept) => {
      const device = new Device();
      const before = await device.open();
      before.send({ type: 'start', protocol_id: SELF_CARE.id });
      await until(() => before.model.flow.value !== null);
      await before.settle();
      before.kill();
      const [first, ...rest] = LIBRARY.points;
      const points = [kept(first as Point), ...rest];
      await before.database.keep_library({ etag: null, library: { ...LIBRARY, points } });
      const tab = await opened_offline(device);
      await until(() => tab.model.flow.value !== null);
      tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
      await until(() => tab.model.flow.value === null);
      expect(tab.model.run.value).toBeNull();
      expect(await tab.facts()).toEqual([]);
    },
  );

  test('[L6] in a flow that was interrupted at its questions: it comes back, and does not begin', async () => {
    const device = new Device();
    const before = await device.open();
    before.send({ type: 'start', protocol_id: SELF_CARE.id });
    await until(() => before.model.flow.value !== null);
    await before.settle();
    const draft = (await before.database.draft()) as { flow: Flow; at: number };
    await before.database.keep_draft({ ...draft, flow: { ...draft.flow, version: forged(draft.flow.version) } });
    before.kill();
    const tab = await opened_offline(device);
    await until(() => tab.model.flow.value !== null);
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.flow.value === null);
    expect(tab.model.run.value).toBeNull();
    expect(await tab.facts()).toEqual([]);
  });

  test.each([
    ['in its version', (saved: Running) => ({ ...saved, version: forged(saved.version) })],
    [
      'in its plan',
      (saved: Running) => ({
        ...saved,
        plan: { ...saved.plan, holds: saved.plan.holds.map((hold) => ({ ...hold, point: 'piriformis-medial' })) },
      }),
    ],
    [
      'with a question asked again that its plan has lost',
      (saved: Running) => ({
        ...saved,
        version: {
          ...saved.version,
          points: saved.version.points.map((point) => ({ ...point, ask_again: [saved.version.screening[0]?.id] })),
        },
      }),
    ],
    [
      'as holds that are longer than planned',
      (saved: Running) => ({
        ...saved,
        plan: { ...saved.plan, holds: saved.plan.holds.map((hold) => ({ ...hold, hold_ms: 90_000, cap_ms: 90_000 })) },
      }),
    ],
  ])('[L6] %s, in a session that was on: it is over, and the log says so', async (_, forge) => {
    const device = new Device();
    const before = await running(device);
    await before.settle();
    const [saved] = await before.database.running();
    before.kill();
    await before.database.record([], 0, [{ keep: forge(saved as Running) as Running }]);
    const tab = await opened_offline(device);
    await until(async () => (await tab.facts()).some(({ kind }) => kind === 'session_ended'));
    expect((await tab.facts()).find(({ kind }) => kind === 'session_ended')?.body).toEqual({ reason: 'stopped' });
    expect((await holds(tab)).every(({ held_ms }) => held_ms === 0)).toBe(true);
  });

  test('a session that was on with a good copy goes on', async () => {
    const device = new Device();
    const before = await running(device);
    await before.settle();
    before.kill();
    const tab = await opened_offline(device);
    await until(() => tab.model.run.value !== null);
    await tab.settle();
    expect((await tab.facts()).some(({ kind }) => kind === 'session_ended')).toBe(false);
    expect(tab.run.session.stage === 'ended').toBe(false);
  });
});
