import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventClock } from './event-clock.ts';

test('timers are called in the order of their moments, ties in the order they were set, cleared ones never', () => {
  const timers = fc.array(fc.record({ ms: fc.integer({ min: -5, max: 20 }), cleared: fc.boolean() }));
  fc.assert(
    fc.property(timers, (timers) => {
      const clock = createEventClock(1_000);
      const seen: [number, number][] = [];
      const handles = timers.map(({ ms }, index) =>
        clock.setTimeout(() => seen.push([clock.now(), index]), ms),
      );
      for (const [index, { cleared }] of timers.entries()) if (cleared) clock.clearTimeout(handles[index]);
      while (clock.runNext());
      const expected = timers
        .map(({ ms, cleared }, index) => ({ at: Math.max(0, ms), index, cleared }))
        .filter(({ cleared }) => !cleared)
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(seen).toEqual(expected.map(({ at, index }) => [at, index]));
      expect(clock.wallNow()).toBe(1_000 + clock.now());
    }),
  );
});

test('a timer may set another, also for this very moment', () => {
  const clock = createEventClock(0);
  const seen: string[] = [];
  clock.setTimeout(() => {
    seen.push('first');
    clock.setTimeout(() => seen.push('third'), 0);
  }, 5);
  clock.setTimeout(() => seen.push('second'), 5);
  while (clock.runNext());
  expect(seen).toEqual(['first', 'second', 'third']);
});

test('a timer without a time is called at once, and keeps its place before later ones', () => {
  const clock = createEventClock(1_000);
  const seen: [string, number][] = [];
  clock.setTimeout(() => seen.push(['late', clock.now()]), 5);
  clock.setTimeout(() => seen.push(['NaN', clock.now()]), NaN);
  while (clock.runNext());
  expect(seen).toEqual([
    ['NaN', 0],
    ['late', 5],
  ]);
});
