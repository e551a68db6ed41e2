import { expect, test } from 'vitest';
import { createOpenTime } from './open-time.ts';
import { resolveBreakerOptions } from './options.ts';

test.each([NaN, -5, 17, Infinity])('a source of chance that says %d changes no open time', (drawn) => {
  const openTime = createOpenTime(resolveBreakerOptions(), () => drawn, 0);
  expect(openTime.next(0, 0)).toBe(10_000);
});

test('the open time is spread by a tenth either way', () => {
  const spread = [0, 1].map((drawn) => createOpenTime(resolveBreakerOptions(), () => drawn, 0).next(0, 0));
  expect(spread).toEqual([9_000, 11_000]);
});
