/** Whose sessions the dose guard looks at: a client's, one's own, and those that lie in an earlier practice. */
import { describe, expect, test } from 'vitest';
import { guard } from '../../../pwa/src/core/dose-guard';
import { elsewhere_of, history_of } from '../../../pwa/src/core/whose';
import { protocol, step } from '../support/content';
import { DAY, HOUR, session, T0 } from '../support/past-sessions';

describe('whose history it is', () => {
  const mine = session(0);
  const of_client = session(0, { audience: 'therapist', client_id: 'client-1' });
  const of_other = session(0, { audience: 'therapist', client_id: 'client-2' });
  const nameless = session(0, { audience: 'therapist' });
  const elsewhere = session(0, { origin: 'origin-there' });
  const all = [mine, of_client, of_other, nameless, elsewhere];
  const here = { origin: 'origin-here', own_client_id: null };

  test.each([
    ['[C16] alone: what this device did for nobody else', { audience: 'self-care', client_id: null, ...here }, [mine]],
    ['[C16] with a client: theirs', { audience: 'therapist', client_id: 'client-1', ...here }, [of_client]],
    ['[C16] without a name nothing is known', { audience: 'therapist', client_id: null, ...here }, []],
    [
      '[C16] on a client’s own device: theirs, whoever pressed, and on whichever of their devices',
      { audience: 'self-care', client_id: null, origin: 'origin-here', own_client_id: 'client-1' },
      [mine, of_client, elsewhere],
    ],
  ] as const)('%s', (_, whose, expected) => {
    expect(history_of(all, whose).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  test('[C17] alone, what was pressed here in an earlier practice rests too, whomever it was filed under', () => {
    const before = session(0, { client_id: 'client-of-before' });
    const whose = { audience: 'self-care', client_id: null, ...here } as const;
    const found = elsewhere_of([before, of_client, nameless, elsewhere], whose);
    expect(found.map(({ id }) => id)).toEqual([before.id]);
    expect(elsewhere_of([before], { ...whose, audience: 'therapist' })).toEqual([]);
    const back = protocol('back-self', { steps: [step({ point: 'shoulder' })] });
    expect(guard([], back, T0 + HOUR, found).advice.map(({ id }) => id)).toEqual(['hours-between', 'same-point']);
    expect(guard([], back, T0 + HOUR).advice).toEqual([]);
    expect(guard([], back, T0 + 3 * DAY, found).advice).toEqual([]);
  });
});
