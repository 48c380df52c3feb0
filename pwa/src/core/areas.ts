/**
 * Where on the outline each area lies that somebody can point to, in percent of the canvas of content. Pure.
 *
 * Owns the areas' places, for tapping and for telling near from far; their names are words of the view. Rough on purpose:
 * an area is where it hurts, never where to press.
 */
import type { Area, Spot } from '../wire.gen';

export type Ground = 'front' | 'back';
/** How far from the midline, from and to, and how far down, from and to. Both sides alike. */
export type Patch = readonly [aside_from: number, aside_to: number, down_from: number, down_to: number];

export const PATCHES: Readonly<Record<Ground, Partial<Record<Area, Patch>>>> = {
  front: {
    head: [0, 9, 2, 9.4],
    jaw: [0, 9, 9.4, 13.4],
    neck: [0, 7, 13.4, 17.2],
    shoulder: [16.5, 27, 17.6, 27],
    chest: [0, 16.5, 18.4, 30],
    'upper-arm': [20, 33, 27, 36],
    'elbow-forearm': [25, 42, 36, 49],
    'wrist-hand': [33, 48, 49, 62],
    belly: [0, 15, 30, 41.5],
    hip: [11.5, 20, 41.5, 50],
    groin: [0, 11.5, 41.5, 51],
    'thigh-front': [0, 19, 51, 66.5],
    knee: [0, 17, 66.5, 73.5],
    'shin-ankle': [0, 17, 73.5, 94],
    foot: [0, 20, 94, 100],
  },
  back: {
    head: [0, 9, 2, 10.4],
    neck: [0, 7.5, 10.4, 17],
    'shoulder-top': [7.5, 18, 14.6, 20],
    shoulder: [18, 27, 17.6, 27],
    'shoulder-blade': [0, 18, 20, 31],
    'upper-arm': [20, 33, 27, 36],
    'elbow-forearm': [25, 42, 36, 49],
    'wrist-hand': [33, 48, 49, 62],
    'low-back': [0, 15, 31, 42],
    hip: [12.5, 20, 42, 50],
    buttock: [0, 12.5, 42, 52.5],
    'thigh-back': [0, 19, 52.5, 67],
    knee: [0, 17, 67, 73.5],
    calf: [0, 17, 73.5, 91],
    foot: [0, 20, 91, 100],
  },
};

/** The middle of a patch on the person's right side, as on that side of the outline. */
export function middle_of(ground: Ground, [aside_from, aside_to, down_from, down_to]: Patch): Spot {
  const aside = (aside_from + aside_to) / 2;
  return { x: ground === 'front' ? 50 - aside : 50 + aside, y: (down_from + down_to) / 2 };
}

/** How far a place of the right side is from an area, in percent of the canvas' height; 0 inside it, front or back. */
export function distance_to(area: Area, spot: Spot): number {
  const far = (['front', 'back'] as const).flatMap((ground) => {
    const patch = PATCHES[ground][area];
    if (patch === undefined) return [];
    const [aside_from, aside_to, down_from, down_to] = patch;
    const aside = Math.abs(spot.x - 50);
    // The canvas is twice as high as wide.
    return Math.hypot(beyond(aside, aside_from, aside_to) / 2, beyond(spot.y, down_from, down_to));
  });
  return Math.min(...far);
}

function beyond(value: number, from: number, to: number): number {
  return Math.max(0, from - value, value - to);
}
