/** How full the battery is, where a browser tells. */

export interface Battery {
  /** From 0 to 1, and whether it is being filled; null where nobody knows. */
  state(): Promise<{ share: number; is_charging: boolean } | null>;
}

interface BatteryManager {
  level: number;
  charging: boolean;
}

export class BrowserBattery implements Battery {
  async state(): Promise<{ share: number; is_charging: boolean } | null> {
    try {
      const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<BatteryManager> };
      const manager = await getBattery?.call(navigator);
      return manager ? { share: manager.level, is_charging: manager.charging } : null;
    } catch {
      return null;
    }
  }
}
