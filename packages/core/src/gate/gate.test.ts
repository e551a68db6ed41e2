import { expect, test } from 'vitest';
import { classify } from '../classify/classify.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createGate } from './gate.ts';

const keys = { model: 'a', credential: 'key', origin: 'https://api.example.com' };
const limited = classify({ status: 429, headers: { 'retry-after': '1' } });

test.each([
  ['a day ahead', (now: number) => now + 86_400_000],
  ['a day behind', (now: number) => now - 86_400_000],
  ['not a number', () => NaN],
  ['endless', () => Infinity],
])('a gate that was shut by a clock that was %s opens by the right one', (_, wrong) => {
  const clock = createManualClock();
  let reading = (now: number): number => now;
  const gate = createGate({ ...clock, now: () => reading(clock.now()) });
  clock.step(5_000);
  expect(gate.shut(keys)).toBeUndefined();
  reading = wrong;
  gate.note(keys, limited);
  reading = (now) => now;
  const shut = gate.shut(keys);
  expect((shut?.until ?? 0) - clock.now()).toBeLessThanOrEqual(1_000);
  clock.step(1_001);
  expect(gate.shut(keys)).toBeUndefined();
});

test('a clock that is wrong when the gate is made is believed from its first right word on', () => {
  const clock = createManualClock();
  const readings = [NaN];
  const gate = createGate({ ...clock, now: () => readings.pop() ?? clock.now() });
  gate.note(keys, limited);
  expect(gate.shut(keys)?.until).toBe(1_000);
  clock.step(1_000);
  expect(gate.shut(keys)).toBeUndefined();
});
