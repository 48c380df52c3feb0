/** Asking the browser for Background Sync. Must never fail: most browsers have none. */
import type { Background } from './background';

interface WithSync {
  sync?: { register(tag: string): Promise<void> };
}

export class BrowserBackground implements Background {
  ask(): void {
    void this.#ask().catch(() => {});
  }

  async #ask(): Promise<void> {
    const registration = (await navigator.serviceWorker?.getRegistration()) as WithSync | undefined;
    await registration?.sync?.register('facts-wait');
  }
}
