/** What people type, in their own words and with slips of the keys, and where each of it leads: read as a careful clinician. */
import { expect, test } from 'vitest';
import { complaints_found, points_for } from '../../../pwa/src/core/finder';
import { telling_words } from '../../../pwa/src/core/said-words';
import { COMPLAINTS, POINTS } from '../support/body';

/** What is typed, and the complaint that comes first. */
const HARMLESS: readonly (readonly [typed: string, id: string])[] = [
  ['migrane behind left eye', 'headache-behind-eye'],
  ['hedache at the back of my head', 'headache-back'],
  ['tension headake like a band', 'headache-band'],
  ['stiff neck cant turn my head', 'look-over-shoulder'],
  ['woke up with a crick in my neck', 'look-over-shoulder'],
  ['knot between my shoulder blades', 'burning-between-blades'],
  ['sholder hurts when i lift my arm', 'reach-up'],
  ['cant sleep on my shoulder', 'lie-on-shoulder'],
  ['tenis elbow', 'tennis-elbow'],
  ['my wrist hurts from typing', 'forearm-typing'],
  ['rsi', 'forearm-typing'],
  ['thumb hurts from texting', 'thumb-base'],
  ['jaw clicks and hurts when i chew', 'jaw-chewing'],
  ['grinding my teeth at night', 'jaw-clenched'],
  ['lower back pain', 'low-back-across'],
  ['lumbargo', 'low-back-across'],
  ['pain in my bum when sitting', 'buttock-sitting'],
  ['siatica down my leg', 'hip-down-leg'],
  ['hip pain at night lying on it', 'lie-on-hip'],
  ['hamstring tight', 'hamstring'],
  ['knee cap pain going downstairs', 'knee-front'],
  ['tight calves', 'calf-tight'],
  ['shin splints', 'shin'],
  ['planter fasciitis', 'heel-morning'],
  ['bottom of my foot hurts in the morning', 'heel-morning'],
  ['top of my foot', 'ankle-front'],
];

/** What must not be pressed before somebody has looked, and what it leads to. */
const STOPS: readonly (readonly [typed: string, id: string, action: string])[] = [
  ['pain in chest going down left arm', 'chest-to-arm', 'emergency'],
  ["chest tight can't breathe", 'chest-breathless', 'emergency'],
  ['coughing blood', 'chest-breathless', 'emergency'],
  ['face drooping and slurred speach', 'headache-with-droop', 'emergency'],
  ['arm went weak suddenly', 'headache-with-droop', 'emergency'],
  ['sudden thunder clap headache', 'worst-headache', 'emergency'],
  ['worst headach of my life', 'worst-headache', 'emergency'],
  ['blury vision and headache', 'headache-sore-scalp', 'emergency'],
  ['dizzy when turning head', 'neck-dizzy', 'emergency'],
  ['fever and stiff neck', 'headache-with-fever', 'emergency'],
  ['cant feel between my legs', 'numb-saddle', 'emergency'],
  ['numb groin', 'numb-saddle', 'emergency'],
  ['wet myself back pain', 'back-bladder', 'emergency'],
  ['cant pee and back pain', 'back-bladder', 'emergency'],
  ['my calf is hot and swolen after flight', 'calf-swollen', 'emergency'],
  ['cold white leg', 'leg-cold', 'emergency'],
  ['cant walk after a fall', 'hip-after-fall', 'emergency'],
  ['testicle pain', 'testicle-sudden', 'emergency'],
  ['hit my head and feel sick', 'headache-after-knock', 'refer-first'],
  ['trapped nerve in neck', 'arm-tingling', 'refer-first'],
  ['pins and needles in my arm', 'arm-tingling', 'refer-first'],
  ['slipped disk', 'leg-tingling', 'refer-first'],
  ['breast pain', 'breast-change', 'refer-first'],
  ['appendix', 'belly-pain', 'refer-first'],
  ['my knee is swollen and hot', 'knee-hot', 'refer-first'],
];

test('[K9] what people type leads to what they mean, slips of the keys and all', () => {
  const first = HARMLESS.map(([typed]) => [typed, complaints_found(COMPLAINTS, typed)[0]?.id]);
  expect(first).toEqual(HARMLESS);
});

test('[K1] [K9] what cannot wait leads to its stop in whatever words, and shows no point', () => {
  const first = STOPS.map(([typed]) => complaints_found(COMPLAINTS, typed)[0]);
  expect(first.map((each, at) => [STOPS[at]?.[0], each?.id, each?.stop?.action])).toEqual(STOPS);
  for (const each of first) expect(each && points_for(each, null, 'therapist', POINTS)).toEqual([]);
});

test('[K9] where no complaint uses any of the words, nothing is made up', () => {
  for (const typed of ['purple', 'schmerzen im rücken', 'xyzzy', 'pain everywhere'])
    expect([typed, complaints_found(COMPLAINTS, typed)]).toEqual([typed, []]);
});

test('[K9] a known word is never read as another; a slip is read as what is nearest to it', () => {
  const known = new Set(['calf', 'half', 'shoulder', 'swollen', 'hip']);
  expect(telling_words('calf', known)).toEqual([['calf']]);
  expect(telling_words('shoudler shuolders swolen', known)).toEqual([['shoulder'], ['shoulder'], ['swollen']]);
  // Too short, or with another first letter: no guess.
  expect(telling_words('hop zhoulder', known)).toEqual([]);
  expect(telling_words('calg purple', known)).toEqual([['calf']]);
});
