import { expect, test } from 'vitest';
import { createManualClock } from './manual-clock.ts';
import { simulationClock } from './simulation-clock.ts';

const iso = (at: number): string => new Date(at).toISOString();

test('a clock that knows the date is taken as it is', () => {
  const clock = createManualClock({ start: '2026-05-01' });
  expect(simulationClock({ clock })).toBe(clock);
});

test('start sets the date and leaves timers to the clock', () => {
  const clock = createManualClock();
  const simulated = simulationClock({ clock, start: '2026-06-01T00:00Z' });
  let fired = false;
  simulated.setTimeout(() => {
    fired = true;
  }, 1_000);
  clock.advance(1_000);
  expect(fired).toBe(true);
  expect(iso(simulated.wallNow())).toBe('2026-06-01T00:00:01.000Z');
});

test('a clock that counts from zero begins at the default date', () => {
  const clock = { ...createManualClock(), wallNow: () => 0 };
  expect(iso(simulationClock({ clock }).wallNow())).toBe('2026-02-19T12:00:00.000Z');
});
