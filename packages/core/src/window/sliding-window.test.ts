import { expect, test } from 'vitest';
import { createSlidingWindow } from './sliding-window.ts';

const options = { windowMs: 60_000, overdueMs: 90_000, slowMs: 30_000 };

test('a failure older than the window never counts', () => {
  const window = createSlidingWindow(options);
  for (let call = 0; call < 9; call += 1) window.end(0, window.begin(0), 'failure');
  expect(window.tally(3_600_000).failures).toBe(0);
});

test('a call in flight becomes overdue only after overdueMs', () => {
  const window = createSlidingWindow(options);
  window.begin(0);
  expect(window.tally(90_000)).toMatchObject({ young: 1, overdue: 0 });
  expect(window.tally(92_000)).toMatchObject({ young: 0, overdue: 1 });
});

test('an overdue call that settles after all counts by its real outcome', () => {
  const window = createSlidingWindow(options);
  const start = window.begin(0);
  window.tally(200_000);
  window.end(200_000, start, 'success');
  expect(window.tally(200_000)).toMatchObject({ successes: 1, young: 0, overdue: 0 });
});

test('a success that took slowMs counts as slow as well', () => {
  const window = createSlidingWindow(options);
  const [first, second] = [window.begin(0), window.begin(0)];
  window.end(29_000, first, 'success');
  window.end(30_000, second, 'success');
  expect(window.tally(30_000)).toMatchObject({ successes: 2, slow: 1 });
  expect(window.tally(90_000)).toMatchObject({ successes: 0, slow: 0 });
});

test('clear forgets everything', () => {
  const window = createSlidingWindow(options);
  window.begin(0);
  window.end(0, window.begin(0), 'failure');
  window.clear();
  expect(window.tally(0)).toEqual({ failures: 0, successes: 0, slow: 0, young: 0, overdue: 0 });
});

test.each([
  { windowMs: 500, overdueMs: 90_000 },
  { windowMs: 60, overdueMs: 90_000 },
  { windowMs: 60_000, overdueMs: 7_200_000 },
])('calls are overdue after overdueMs, however short the window is: %j', ({ windowMs, overdueMs }) => {
  const window = createSlidingWindow({ windowMs, overdueMs, slowMs: 2 ** 31 });
  const start = window.begin(0);
  expect(window.tally(overdueMs)).toMatchObject({ young: 1, overdue: 0 });
  expect(window.tally(overdueMs * 1.01)).toMatchObject({ young: 0, overdue: 1 });
  window.end(overdueMs * 3, start, 'success');
  expect(window.tally(overdueMs * 3)).toMatchObject({ successes: 1, young: 0, overdue: 0 });
});
