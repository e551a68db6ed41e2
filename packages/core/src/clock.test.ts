import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

afterEach(() => void vi.useRealTimers());

test.each([
  ['everything', undefined],
  ['timers and `performance`', ['setTimeout', 'clearTimeout', 'performance'] as const],
  ['`Date` and `performance`', ['Date', 'performance'] as const],
])('the machine’s own time is the one that a test fakes: %s', (_, toFake) => {
  vi.useFakeTimers(toFake === undefined ? {} : { toFake: [...toFake] });
  const before = systemClock.now();
  vi.advanceTimersByTime(86_400_000);
  expect(systemClock.now() - before).toBe(86_400_000);
  vi.useRealTimers();
  expect(systemClock.now()).toBeLessThan(before + 86_400_000);
  expect(Math.abs(systemClock.now() - performance.now())).toBeLessThan(1_000);
});
