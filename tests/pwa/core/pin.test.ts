import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { PIN_COST } from '../../../pwa/src/core/lock';
import { pin_hash } from '../../../pwa/src/core/pin';

const SALT = '000102030405060708090a0b0c0d0e0f';
const CHEAP = { N: 16, r: 8, p: 2 };

test('[LK8] what is kept is scrypt as others compute it, of the PIN, its salt and its cost', () => {
  const of_others = scryptSync('271828', Buffer.from(SALT, 'hex'), 32, CHEAP).toString('hex');
  expect(pin_hash('271828', SALT, CHEAP)).toBe(of_others);
  const others = [
    pin_hash('271829', SALT, CHEAP),
    pin_hash('2718280', SALT, CHEAP),
    pin_hash('271828', SALT.replace('00', '01'), CHEAP),
    pin_hash('271828', SALT, { ...CHEAP, N: 32 }),
  ];
  expect(new Set([of_others, ...others]).size).toBe(5);
});

test('[LK8] the cost is one of those that OWASP calls a least', () => {
  // Password Storage Cheat Sheet, scrypt, with r=8: the same defence at different memory.
  const least = [
    [2 ** 17, 1],
    [2 ** 16, 2],
    [2 ** 15, 3],
    [2 ** 14, 5],
    [2 ** 13, 10],
  ];
  expect(least).toContainEqual([PIN_COST.N, PIN_COST.p]);
  expect(PIN_COST.r).toBe(8);
});
