/** A browser's locks, as far as they are used: queues, taking by force, giving up the wait. */

interface Request {
  name: string;
  work: (lock: unknown) => unknown;
  resolve(value: unknown): void;
  reject(why: unknown): void;
}

interface Options {
  ifAvailable?: boolean;
  steal?: boolean;
  signal?: AbortSignal;
}

export class FakeLocks {
  readonly #held = new Map<string, Request>();
  #waiting: Request[] = [];

  request(name: string, ...rest: unknown[]): Promise<unknown> {
    const work = rest.at(-1) as Request['work'];
    const options = (rest.length === 2 ? rest[0] : {}) as Options;
    return new Promise((resolve, reject) => {
      const request = { name, work, resolve, reject };
      if (options.ifAvailable && this.#held.has(name)) return resolve(work(null));
      if (options.steal) {
        this.#held.get(name)?.reject(new DOMException('broken', 'AbortError'));
        this.#held.delete(name);
        this.#waiting.unshift(request);
      } else this.#waiting.push(request);
      options.signal?.addEventListener('abort', () => {
        if (!this.#waiting.includes(request)) return;
        this.#waiting = this.#waiting.filter((each) => each !== request);
        reject(new DOMException('given up', 'AbortError'));
      });
      this.#serve(name);
    });
  }

  async query() {
    return { held: [...this.#held.keys()].map((name) => ({ name })) };
  }

  #serve(name: string): void {
    const next = this.#waiting.find((each) => each.name === name);
    if (next === undefined || this.#held.has(name)) return;
    this.#waiting = this.#waiting.filter((each) => each !== next);
    this.#held.set(name, next);
    const over = () => {
      if (this.#held.get(name) !== next) return;
      this.#held.delete(name);
      this.#serve(name);
    };
    // A lock is given in a turn of its own.
    const done = Promise.resolve().then(() => next.work({ name }));
    done.then(next.resolve, next.reject).finally(over);
  }
}
