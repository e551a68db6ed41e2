import { expect, test } from 'vitest';
import { createPermitBook } from './permit.ts';

test('a permit of an earlier epoch is not taken for the live one that has its serial', () => {
  const book = createPermitBook();
  const old = book.issue(0, 0, 0);
  book.clear();
  // Serials are dealt in a circle: after one round less one, the next is that of the old permit.
  for (let dealt = 1; dealt < 2 ** 14 - 1; dealt += 1) book.redeem(book.issue(1, 0, 0), 1);
  const live = book.issue(1, 0, 0);
  expect(book.redeem(old, 1)).toBe(false);
  const { serial } = book.parts;
  expect(book.redeem(live, 1)).toBe(true);
  expect(book.parts.serial).toBe(serial);
});
