import { expect, test } from 'vitest';
import { createPermitBook } from './permit.ts';

test('a permit of an earlier epoch is not taken for the live one that has its serial', () => {
  const book = createPermitBook();
  const old = book.issue(0, 0, 0);
  book.clear();
  // Serials are dealt in a circle: after one round less one, the next is that of the old permit.
  for (let dealt = 1; dealt < 2 ** 14 - 1; dealt += 1) book.redeem(book.issue(1, 0, 0), 1);
  const live = book.issue(1, 0, 0);
  expect(live % 2 ** 32).toBe(old % 2 ** 32);
  expect(book.redeem(old, 1)).toBe(false);
  expect(book.redeem(live, 1)).toBe(true);
});

test('beyond the serials a permit counts as often as it was issued, and what was never issued does not', () => {
  const book = createPermitBook();
  const first = book.issue(0, 0, 7);
  for (let issued = 1; issued < 2 ** 14 - 1; issued += 1) book.issue(0, 0, 7);
  const beyond = book.issue(0, 0, 7);
  expect(book.issue(0, 0, 7)).toBe(beyond);
  expect([1, 2, 3].map(() => book.redeem(beyond, 0))).toEqual([true, true, false]);
  expect([1, 2].map(() => book.redeem(first, 0))).toEqual([true, false]);
  book.issue(0, 0, 7);
  book.issue(0, 0, 7);
  book.clear();
  expect(book.redeem(beyond, 0)).toBe(false);
});
