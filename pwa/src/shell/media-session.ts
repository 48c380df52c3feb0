/** The keys of the lock screen, of headphones and of a watch, and what stands beside them. Where there are none, nothing. */

export interface Controls {
  /** Which point on which side, of which protocol. */
  show(said: { title: string; of: string }): void;
  state(state: 'playing' | 'paused' | 'none'): void;
  /** How long the rest is from its beginning, and where in it one is. */
  position(length_s: number, position_s: number): void;
  on(keys: { play: () => void; pause: () => void; next: () => void }): void;
}

export class MediaControls implements Controls {
  readonly #session = (navigator as { mediaSession?: MediaSession }).mediaSession;

  show({ title, of }: { title: string; of: string }): void {
    if (this.#session && typeof MediaMetadata !== 'undefined')
      this.#session.metadata = new MediaMetadata({
        title,
        artist: of,
        artwork: [{ src: '/icon-192.png', sizes: '192x192' }],
      });
  }

  state(state: 'playing' | 'paused' | 'none'): void {
    if (!this.#session) return;
    this.#session.playbackState = state;
    if (state === 'none') this.#session.metadata = null;
  }

  position(length_s: number, position_s: number): void {
    if (length_s <= 0) return;
    this.#session?.setPositionState?.({
      duration: length_s,
      position: Math.min(Math.max(0, position_s), length_s),
      playbackRate: 1,
    });
  }

  on({ play, pause, next }: { play: () => void; pause: () => void; next: () => void }): void {
    const keys = { play, pause, nexttrack: next } as const;
    for (const [key, call] of Object.entries(keys)) {
      try {
        this.#session?.setActionHandler(key as MediaSessionAction, call);
      } catch {
        // This browser does not know the key: the others do their work.
      }
    }
  }
}
