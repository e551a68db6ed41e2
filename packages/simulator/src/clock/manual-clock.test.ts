import { expect, test } from 'vitest';
import { createManualClock } from './manual-clock.ts';

test('timers fire in order of their moments, each at its own', () => {
  const clock = createManualClock();
  const fired: [string, number][] = [];
  clock.setTimeout(() => fired.push(['late', clock.now()]), 50);
  clock.setTimeout(() => fired.push(['early', clock.now()]), 10);
  clock.setTimeout(() => fired.push(['early too', clock.now()]), 10);
  clock.advance(49);
  expect(fired).toEqual([
    ['early', 10],
    ['early too', 10],
  ]);
  clock.advance(1);
  expect(fired.at(-1)).toEqual(['late', 50]);
  expect(clock.pending).toBe(0);
});

test('a timer that is set while time advances fires in the same advance when it falls due', () => {
  const clock = createManualClock();
  let ticks = 0;
  const tick = (): void => {
    ticks += 1;
    clock.setTimeout(tick, 10);
  };
  tick();
  clock.advance(100);
  expect(ticks).toBe(11);
});

test('a cleared timer never fires, and clearing an unknown handle changes nothing', () => {
  const clock = createManualClock();
  let fired = false;
  const handle = clock.setTimeout(() => {
    fired = true;
  }, 10);
  clock.clearTimeout(handle);
  clock.clearTimeout(handle);
  clock.clearTimeout(undefined);
  clock.advance(20);
  expect(fired).toBe(false);
});

test('the date goes on from the start', () => {
  const clock = createManualClock({ start: '2026-03-01T09:00+08:00' });
  clock.advance(1_000);
  expect(new Date(clock.wallNow()).toISOString()).toBe('2026-03-01T01:00:01.000Z');
});

test.each([
  [-1, '-1'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  // What plain JavaScript may pass.
  ['5', '"5"'],
  [null, 'null'],
  [[5], '[5]'],
])('time does not advance by %j', (ms, shown) => {
  expect(() => createManualClock().advance(ms as number)).toThrow(
    `advance is ${shown}, but time goes on by 0 ms or more.`,
  );
});

test('a timer without a time fires at once, and keeps no other from firing', () => {
  const clock = createManualClock();
  const fired: string[] = [];
  // What plain JavaScript may pass.
  const none = undefined as unknown as number;
  clock.setTimeout(() => fired.push('later'), 5);
  clock.setTimeout(() => fired.push('none'), none);
  clock.setTimeout(() => fired.push('NaN'), NaN);
  clock.advance(0);
  expect(fired).toEqual(['none', 'NaN']);
  clock.advance(5);
  expect(fired).toEqual(['none', 'NaN', 'later']);
  expect(clock.pending).toBe(0);
});

test('time never goes back, also when a timer lets it advance', () => {
  const clock = createManualClock();
  const seen: number[] = [];
  clock.setTimeout(() => clock.advance(100), 10);
  clock.setTimeout(() => seen.push(clock.now()), 15);
  clock.setTimeout(() => seen.push(clock.now()), 200);
  clock.advance(20);
  expect(clock.now()).toBe(110);
  clock.advance(90);
  expect(seen).toEqual([15, 200]);
});

test('a timer that throws keeps neither the time nor the other timers, and its error comes at the end', () => {
  const clock = createManualClock();
  let fired = false;
  const boom = (message: string) => (): void => {
    throw new Error(message);
  };
  clock.setTimeout(boom('first'), 10);
  clock.setTimeout(() => {
    fired = true;
  }, 15);
  expect(() => clock.advance(20)).toThrow('first');
  expect([clock.now(), clock.pending, fired]).toEqual([20, 0, true]);

  clock.setTimeout(boom('second'), 1);
  clock.setTimeout(boom('third'), 2);
  expect(() => clock.advance(5)).toThrow('2 timers threw: second; third');
  expect(clock.now()).toBe(25);
});

test.each([
  [
    '2026-02-19',
    'options is "2026-02-19", but must be an object such as { start: "2026-02-19T20:00+08:00" }.',
  ],
  [null, 'options is null, but must be an object'],
  [{ start: null }, 'start is null, but must be a Date or text such as'],
  [{ start: 5 }, 'start is 5, but must be a Date or text such as'],
  [{ start: '5' }, 'start is "5", but must be a Date or text such as'],
  [{ begin: '2026-02-19' }, 'begin is no option of a clock. There are: start.'],
])('%j is refused: what it means would be left out without a word', (options, message) => {
  // As JavaScript may pass it.
  expect(() => createManualClock(options as { start?: string })).toThrow(message);
});
