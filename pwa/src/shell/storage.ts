/** Lasting storage: whether the browser may clear the app's data by itself, and the asking that it does not. */

export type Lasting = 'lasting' | 'best-effort' | 'unknown';

export interface Storage {
  state(): Promise<Lasting>;
  /** Asks for lasting storage; some browsers ask the person. */
  ask(): Promise<Lasting>;
}

export class BrowserStorage implements Storage {
  async state(): Promise<Lasting> {
    return lasting_from(() => navigator.storage?.persisted?.());
  }

  async ask(): Promise<Lasting> {
    return lasting_from(() => navigator.storage?.persist?.());
  }
}

async function lasting_from(asked: () => Promise<boolean> | undefined): Promise<Lasting> {
  try {
    const answer = await asked();
    return answer === undefined ? 'unknown' : answer ? 'lasting' : 'best-effort';
  } catch {
    return 'unknown';
  }
}
