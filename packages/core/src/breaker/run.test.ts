import { expect, test } from 'vitest';
import { createRun } from './run.ts';

const minute = 60_000;

/** A run after `outcomes`, one every `gapMs`, each call over in the bucket in which it began. */
function runAfter(outcomes: string, gapMs: number) {
  const run = createRun(15 * minute);
  outcomes.split('').forEach((letter, index) => {
    const now = index * gapMs;
    if (letter === 'F') run.failure(now, index);
    else run.success(now, index);
  });
  return run;
}

test('a new model needs four failures in a row at rare calls and nine at one a second', () => {
  expect(runAfter('FFFF', 10 * minute).needed()).toBe(4);
  expect(runAfter('F'.repeat(90), 1_000).needed()).toBe(9);
});

test('a model known to fail rarely needs fewer, one that often fails by itself more', () => {
  const proven = runAfter('S'.repeat(300), 1_000).needed();
  expect(proven).toBeLessThan(5);
  expect(runAfter('SFSSFSFS'.repeat(40), 1_000).needed()).toBe(12);
});

test('nothing ever needs fewer than two', () => {
  expect(runAfter('S'.repeat(5_000), 10 * minute).needed()).toBe(2);
});

test('a success that began before the failures is old news', () => {
  const run = createRun(15 * minute);
  for (let failure = 0; failure < 20; failure += 1) run.failure(9_000, 10);
  run.success(14_000, 9);
  expect(run.length).toBe(20);
  run.success(14_000, 10);
  for (const began of [10, 11, 12]) run.failure(14_000, began);
  expect(run.length).toBe(3);
  run.success(15_000, 11);
  expect(run.length).toBe(1);
  run.success(16_000, 12);
  expect(run.length).toBe(0);
});

test('the failures of an outage do not count as ordinary errors', () => {
  const run = runAfter('S'.repeat(300), 1_000);
  const before = run.share(0.6) + run.needed();
  for (let failure = 0; failure < 50; failure += 1) run.failure(300_000, 300);
  run.clear();
  run.success(300_000, 300);
  for (let call = 0; call < 40; call += 1) run.success(300_000 + 1_000 * call, 300 + call);
  expect(run.share(0.6) + run.needed()).toBeLessThanOrEqual(before + 1);
});

test('where errors are ordinary, more of what is in flight has to be known', () => {
  expect(runAfter('S'.repeat(300), 1_000).share(0.6)).toBe(0.5);
  expect(runAfter('SFSSFSFS'.repeat(40), 1_000).share(0.6)).toBeGreaterThan(0.6);
  expect(runAfter('S'.repeat(300), 1_000).share(0.3)).toBe(0.3);
});

test('however long it has answered, a model is taken to fail one call in a thousand', () => {
  expect(runAfter('S'.repeat(100_000), 1_000).learned().noise).toBe(0.001);
});
