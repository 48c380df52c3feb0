import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OfflineState, WorkerUpdates } from '../../../pwa/src/shell/updates';
import { FakePresence } from '../support/fakes';
import { turns } from '../support/until';

class Heard {
  #calls = new Map<string, () => void>();

  addEventListener(name: string, call: () => void): void {
    this.#calls.set(name, call);
  }

  happen(name: string): void {
    this.#calls.get(name)?.();
  }
}

class FakeWorker extends Heard {
  state = 'installing';
  said: unknown[] = [];

  postMessage(message: unknown): void {
    this.said.push(message);
  }
}

class FakeRegistration extends Heard {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  updates = 0;

  async update(): Promise<void> {
    this.updates += 1;
  }
}

class FakeContainer extends Heard {
  controller: object | null = null;
  registered: unknown[] = [];
  readonly ready = Promise.resolve();
  readonly registration = new FakeRegistration();

  async register(...call: unknown[]): Promise<FakeRegistration> {
    this.registered = call;
    return this.registration;
  }
}

let container: FakeContainer;
let presence: FakePresence;
let updates: WorkerUpdates;
let offline: OfflineState[];
let waiting: number;
let reloads: number;
let taken_over: number;

beforeEach(() => {
  container = new FakeContainer();
  presence = new FakePresence();
  offline = [];
  waiting = 0;
  reloads = 0;
  taken_over = 0;
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('location', {
    reload: () => {
      reloads += 1;
    },
  });
  updates = new WorkerUpdates(presence);
  updates.on_waiting(() => {
    waiting += 1;
  });
  updates.on_taken_over(() => {
    taken_over += 1;
  });
  updates.on_offline_change((state) => offline.push(state));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A new worker is found and installed. */
function install(): FakeWorker {
  const worker = new FakeWorker();
  container.registration.installing = worker;
  container.registration.happen('updatefound');
  worker.state = 'installed';
  container.registration.waiting = worker;
  worker.happen('statechange');
  return worker;
}

test('the worker is at /sw.js, asked for anew each time, and the app is ready once it is', async () => {
  updates.start();
  await turns(3);
  expect(container.registered).toEqual(['/sw.js', { updateViaCache: 'none' }]);
  expect(offline).toEqual(['preparing', 'ready']);
});

test('the first worker is no update; a later one is, and takes over only when it is told', async () => {
  updates.start();
  await turns(3);
  install();
  expect(waiting).toBe(0);
  container.controller = {};
  const worker = install();
  expect(waiting).toBe(1);
  expect(worker.said).toEqual([]);
  updates.apply();
  expect(worker.said).toEqual(['take-over']);
  container.happen('controllerchange');
  expect(reloads).toBe(1);
});

test('an update that waited since the last visit is offered', async () => {
  container.registration.waiting = new FakeWorker();
  updates.start();
  await turns(3);
  expect(waiting).toBe(1);
});

test('a page that did not ask is told, and never loaded anew under its person', async () => {
  container.controller = {};
  updates.start();
  await turns(3);
  container.happen('controllerchange');
  expect(taken_over).toBe(1);
  expect(reloads).toBe(0);
});

test('the first worker of all takes over a page of its own version: nothing to follow', async () => {
  updates.start();
  await turns(3);
  container.happen('controllerchange');
  expect(taken_over).toBe(0);
  container.happen('controllerchange');
  expect(taken_over).toBe(1);
});

test('each look at the page asks whether there is a newer app', async () => {
  updates.start();
  await turns(3);
  presence.become('hidden');
  presence.become('visible');
  expect(container.registration.updates).toBe(1);
});

test('where there are no service workers it says so', () => {
  vi.stubGlobal('navigator', {});
  updates.start();
  expect(offline).toEqual(['absent']);
});
