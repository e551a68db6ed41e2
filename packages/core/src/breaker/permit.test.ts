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
