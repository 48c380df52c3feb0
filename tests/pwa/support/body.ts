/** Points and zones as the content files write them, and the muscle each point lies on as the figure names it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Pressing } from '../../../pwa/src/core/finder';
import type { Complaint, Condition, Point, Protocol, Zone } from '../../../pwa/src/wire.gen';

const CONTENT = fileURLToPath(new URL('../../../protocols/', import.meta.url));

export const POINTS: readonly Point[] = readdirSync(`${CONTENT}points`)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => (parse(readFileSync(`${CONTENT}points/${name}`, 'utf8')) as { points: Point[] }).points);

const COMPLAINTS_FOLDER = `${CONTENT}complaints`;

export const COMPLAINTS: readonly Complaint[] = readdirSync(COMPLAINTS_FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap(
    (name) => (parse(readFileSync(`${COMPLAINTS_FOLDER}/${name}`, 'utf8')) as { complaints: Complaint[] }).complaints,
  );

/** The protocols of content, as the finder reads them. */
export const PRESSING: readonly Pressing[] = readdirSync(`${CONTENT}conditions`).flatMap((folder) => {
  const read = (name: string) => parse(readFileSync(`${CONTENT}conditions/${folder}/${name}`, 'utf8'));
  const { presupposes } = read('condition.yaml') as Condition;
  const names = readdirSync(`${CONTENT}conditions/${folder}`).filter((name) => name !== 'condition.yaml');
  return names.map((name) => {
    const { id, audience, steps } = read(name) as Protocol;
    return { id, audience, barred: null, points: steps.map(({ point }) => point), presupposes };
  });
});

export const ZONES: readonly Zone[] = (parse(readFileSync(`${CONTENT}zones.yaml`, 'utf8')) as { zones: Zone[] }).zones;

/**
 * The shapes of the figure a point must lie in or within its search area of, by the package's own names. Its names are
 * coarse: `upper-back` is the shoulder blade and the broad back muscle, `adductors` on the front begins at the hip bone.
 */
export const MUSCLES: Readonly<Record<string, readonly string[]>> = {
  'brachialis-lower': ['biceps'],
  'pectoralis-minor': ['chest'],
  'pectoralis-major-clavicular': ['chest'],
  'flexor-digitorum-brevis': ['feet'],
  'brachioradialis-upper': ['forearm'],
  'extensor-carpi-radialis-longus': ['forearm'],
  'pronator-teres': ['forearm'],
  'flexor-carpi-radialis': ['forearm'],
  'flexor-digitorum-superficialis': ['forearm'],
  'flexor-carpi-ulnaris': ['forearm'],
  'opponens-pollicis': ['hands'],
  'adductor-pollicis': ['hands'],
  'first-dorsal-interosseous': ['hands'],
  'gluteus-maximus-sacral': ['gluteal'],
  'gluteus-maximus-ischial': ['gluteal'],
  'gluteus-medius-posterior': ['gluteal'],
  'gluteus-medius-middle': ['gluteal'],
  'gluteus-minimus-anterior': ['quadriceps'],
  'piriformis-lateral': ['gluteal'],
  'piriformis-medial': ['gluteal'],
  'tensor-fasciae-latae': ['quadriceps'],
  'iliacus-inner-rim': ['adductors', 'obliques'],
  'gastrocnemius-medial': ['calves'],
  'gastrocnemius-lateral': ['calves'],
  'soleus-lower': ['calves'],
  'tibialis-anterior-upper': ['tibialis'],
  'fibularis-longus': ['calves'],
  'iliocostalis-thoracis-t11': ['upper-back', 'lower-back'],
  'quadratus-lumborum-upper': ['lower-back', 'upper-back'],
  'quadratus-lumborum-lower': ['lower-back'],
  'quadratus-lumborum-deep': ['lower-back'],
  'multifidus-lumbosacral': ['lower-back'],
  'iliocostalis-lumborum': ['lower-back'],
  'sternocleidomastoid-mid': ['neck'],
  'suboccipital-group': ['neck'],
  'splenius-capitis': ['neck'],
  'splenius-cervicis': ['neck'],
  'semispinalis-cervicis': ['neck'],
  'levator-scapulae-upper': ['neck'],
  'upper-trapezius-front': ['trapezius'],
  'scalene-middle': ['trapezius', 'neck'],
  'supraspinatus-mid': ['trapezius', 'upper-back'],
  'infraspinatus-central': ['upper-back'],
  'teres-minor': ['upper-back'],
  'latissimus-axillary': ['upper-back'],
  'rectus-femoris-upper': ['quadriceps'],
  'vastus-lateralis-mid': ['quadriceps'],
  'biceps-femoris-mid': ['hamstring'],
  'levator-scapulae-attachment': ['trapezius'],
  'upper-trapezius-top': ['trapezius'],
  'middle-trapezius': ['trapezius'],
  'lower-trapezius': ['trapezius'],
  'rhomboid-major': ['trapezius'],
  'serratus-posterior-superior': ['trapezius'],
  'iliocostalis-thoracis-t6': ['trapezius'],
};
