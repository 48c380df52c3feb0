/**
 * Installing the app on the device: whether it is, whether the browser offers it, or whether a person does it by hand.
 *
 * Keeps the browser's own offer for the moment at which somebody asks for it. Must never ask by itself.
 */

/** `ios-steps`: Safari's kind of device, where only a person can add the app, and it then shares nothing with the tab. */
export type InstallState = 'installed' | 'offered' | 'ios-steps' | 'none';

export interface Install {
  state(): InstallState;
  on_change(call: (state: InstallState) => void): void;
  /** Shows the browser's offer; only inside a tap. True where it was taken. */
  ask(): Promise<boolean>;
}

/** What browsers built on Chromium fire when the app can be installed; no standard, so no type of the language's own. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** What a browser tells of itself. */
export interface Traits {
  user_agent: string;
  touch_points: number;
  /** The display mode in which the page stands is one of an installed app. */
  is_app_window: boolean;
  /** Apple's own word: undefined elsewhere. */
  standalone: boolean | undefined;
}

export class BrowserInstall implements Install {
  #offer: InstallOffer | null = null;
  #is_installed = false;
  #call: (state: InstallState) => void = () => {};

  /** Made with the page: the offer comes once, and early. */
  constructor() {
    window.addEventListener('beforeinstallprompt', (event) => {
      // The browser's own bar would come in the middle of whatever somebody does.
      event.preventDefault();
      this.#offer = event as InstallOffer;
      this.#call(this.state());
    });
    window.addEventListener('appinstalled', () => {
      this.#offer = null;
      this.#is_installed = true;
      this.#call(this.state());
    });
  }

  state(): InstallState {
    if (this.#is_installed) return 'installed';
    const by_hand = state_from(traits());
    return by_hand === 'none' && this.#offer !== null ? 'offered' : by_hand;
  }

  on_change(call: (state: InstallState) => void): void {
    this.#call = call;
  }

  async ask(): Promise<boolean> {
    const offer = this.#offer;
    if (offer === null) return false;
    // An offer can be shown once; the browser makes another when it sees fit.
    this.#offer = null;
    const { outcome } = await offer.prompt().catch(() => ({ outcome: 'dismissed' }));
    this.#call(this.state());
    return outcome === 'accepted';
  }
}

/** What there is without any offer of the browser. */
export function state_from({ user_agent, touch_points, is_app_window, standalone }: Traits): InstallState {
  if (is_app_window || standalone === true) return 'installed';
  // An iPad calls itself a Macintosh; no Macintosh has a screen to touch.
  const is_ios = /iPhone|iPad|iPod/.test(user_agent) || (/Macintosh/.test(user_agent) && touch_points > 1);
  return is_ios && standalone === false ? 'ios-steps' : 'none';
}

function traits(): Traits {
  return {
    user_agent: navigator.userAgent,
    touch_points: navigator.maxTouchPoints,
    is_app_window: window.matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches,
    standalone: (navigator as { standalone?: boolean }).standalone,
  };
}
