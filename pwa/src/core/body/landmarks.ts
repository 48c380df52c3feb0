/**
 * Where the same places of a body lie: on the abstract canvas that content is written on, and on each figure that is drawn.
 *
 * Canvas: percent of its width from the midline, percent of its height from the top. Figures: units of the box they are
 * drawn in, 724 wide and 1448 high, from the midline and from the top. Written for one half; the other is its mirror.
 * Owns these numbers and nothing else; they were read off the drawings and looked at, never measured on people.
 */

export const BUILDS = ['neither', 'male', 'female'] as const;
export type Build = (typeof BUILDS)[number];

/** A distance from the midline, and one from the top. */
export type Reach = readonly [aside: number, down: number];

export interface Landmark {
  readonly name: string;
  readonly canvas: Reach;
  readonly male: Reach;
  readonly female: Reach;
}

export const LANDMARKS: readonly Landmark[] = [
  { name: 'crown', canvas: [0, 3.2], male: [0, 97], female: [0, 97] },
  { name: 'side of the head above the ear', canvas: [9.4, 6.3], male: [57, 145], female: [59, 145] },
  { name: 'side of the head at the eyes', canvas: [9.4, 8.3], male: [58, 174], female: [64, 176] },
  { name: 'corner of the jaw', canvas: [7.2, 12.4], male: [44, 226], female: [46, 234] },
  { name: 'chin', canvas: [0, 13.4], male: [0, 254], female: [0, 263] },
  { name: 'side of the neck', canvas: [6.5, 14.8], male: [38, 249], female: [32, 261] },
  { name: 'top of the shoulder, half-way', canvas: [11.5, 16.8], male: [78, 290], female: [74, 288] },
  { name: 'notch above the breastbone', canvas: [0, 19.4], male: [0, 314], female: [0, 326] },
  { name: 'tip of the shoulder', canvas: [20.5, 20], male: [138, 312], female: [117, 309] },
  { name: 'outside of the shoulder', canvas: [25.6, 24.5], male: [176, 376], female: [147, 362] },
  { name: 'nipple', canvas: [10, 28.2], male: [68, 394], female: [58, 402] },
  { name: 'armpit', canvas: [19.8, 28.4], male: [117, 449], female: [96, 426] },
  { name: 'tip of the breastbone', canvas: [0, 32], male: [0, 428], female: [0, 441] },
  { name: 'middle of the upper arm, outside', canvas: [29.6, 31.2], male: [183, 444], female: [160, 430] },
  { name: 'middle of the upper arm, inside', canvas: [23.7, 33.2], male: [129, 485], female: [106, 466] },
  { name: 'elbow, outside', canvas: [33.6, 38], male: [206, 512], female: [176, 497] },
  { name: 'elbow, inside', canvas: [27.6, 38], male: [145, 522], female: [120, 506] },
  { name: 'middle of the forearm, thumb side', canvas: [37.2, 44.6], male: [229, 597], female: [206, 561] },
  { name: 'middle of the forearm, little-finger side', canvas: [31.4, 44.8], male: [168, 598], female: [145, 563] },
  { name: 'wrist, thumb side', canvas: [40.3, 51.4], male: [248, 678], female: [234, 623] },
  { name: 'wrist, little-finger side', canvas: [35.8, 52], male: [208, 686], female: [197, 633] },
  { name: 'web of the thumb', canvas: [42, 56.8], male: [280, 743], female: [263, 677] },
  { name: 'tip of the middle finger', canvas: [43.2, 61.2], male: [283, 812], female: [272, 740] },
  { name: 'waist', canvas: [13.4, 37], male: [97, 535], female: [79, 532] },
  { name: 'navel', canvas: [0, 40], male: [0, 583], female: [0, 554] },
  { name: 'iliac crest, at the side', canvas: [14, 40.4], male: [101, 612], female: [97, 586] },
  { name: 'iliac spine, front', canvas: [12, 44], male: [90, 657], female: [86, 606] },
  { name: 'outside of the hip', canvas: [17, 47.6], male: [121, 696], female: [124, 676] },
  { name: 'pubic bone', canvas: [0, 48.6], male: [0, 712], female: [0, 668] },
  { name: 'groin', canvas: [0, 52.4], male: [0, 752], female: [0, 714] },
  { name: 'fold of the buttock', canvas: [9, 53], male: [60, 779], female: [60, 748] },
  { name: 'middle of the thigh, outside', canvas: [16.6, 60], male: [126, 858], female: [108, 828] },
  { name: 'middle of the thigh, inside', canvas: [3.2, 60], male: [19, 858], female: [7, 828] },
  { name: 'knee, outside', canvas: [14.2, 70.6], male: [110, 992], female: [77, 985] },
  { name: 'knee, inside', canvas: [5.8, 70.6], male: [41, 992], female: [17, 985] },
  { name: 'calf, outside', canvas: [14.4, 77.4], male: [118, 1078], female: [92, 1088] },
  { name: 'calf, inside', canvas: [5.4, 77.4], male: [37, 1078], female: [7, 1088] },
  { name: 'ankle, outside', canvas: [12.2, 92.6], male: [100, 1262], female: [62, 1278] },
  { name: 'ankle, inside', canvas: [7.6, 92.6], male: [50, 1262], female: [22, 1278] },
  { name: 'sole', canvas: [10, 98], male: [84, 1346], female: [52, 1348] },
];

/** A landmark on a figure; on the one that is neither it lies half-way between the other two, for it is drawn so. */
export function landmark_on(build: Build, { male, female }: Landmark): Reach {
  if (build === 'neither') return [(male[0] + female[0]) / 2, (male[1] + female[1]) / 2];
  return build === 'male' ? male : female;
}
