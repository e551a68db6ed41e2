import { expect, test } from 'vitest';
import { createAcceleratedClock, type AcceleratedClock } from './accelerated-clock.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

function setUp(speed: number): { base: ManualClock; clock: AcceleratedClock } {
  const base = createManualClock();
  return { base, clock: createAcceleratedClock({ base, speed, start: '2026-02-19T20:00+08:00' }) };
}

test('a minute at speed 60 fires after a second', () => {
  const { base, clock } = setUp(60);
  let firedAt = 0;
  clock.setTimeout(() => {
    firedAt = clock.now();
  }, 60_000);
  base.advance(999);
  expect(firedAt).toBe(0);
  base.advance(1);
  expect(firedAt).toBe(60_000);
});

test('the date runs as fast as the timers', () => {
  const { base, clock } = setUp(3_600);
  base.advance(1_000);
  expect(new Date(clock.wallNow()).toISOString()).toBe('2026-02-19T13:00:00.000Z');
});

test('a change of speed keeps the time and moves the timers', () => {
  const { base, clock } = setUp(1);
  let fired = false;
  clock.setTimeout(() => {
    fired = true;
  }, 1_000);
  base.advance(500);
  clock.setSpeed(100);
  expect(clock.now()).toBe(500);
  base.advance(5);
  expect(fired).toBe(true);
});

test('a jump ahead fires what falls due, in order', () => {
  const { base, clock } = setUp(1);
  const fired: string[] = [];
  clock.setTimeout(() => fired.push('second'), 2_000);
  clock.setTimeout(() => fired.push('first'), 1_000);
  clock.setTimeout(() => fired.push('not yet'), 9_000);
  clock.advance(5_000);
  base.advance(1);
  expect(fired).toEqual(['first', 'second']);
});

test('a timer never fires early, even when the timers below do', () => {
  const base = createManualClock();
  const hasty = {
    ...base,
    setTimeout: (fn: () => void, ms: number) => base.setTimeout(fn, ms > 1 ? ms - 0.5 : ms),
  };
  const clock = createAcceleratedClock({ base: hasty, speed: 10 });
  let firedAt = 0;
  clock.setTimeout(() => {
    firedAt = clock.now();
  }, 1_000);
  base.advance(200);
  expect(firedAt).toBeGreaterThanOrEqual(1_000);
});

test('a wait of months is made of several, since timers of Node end after 25 days', () => {
  const { base, clock } = setUp(1);
  let fired = false;
  const days = 24 * 60 * 60_000;
  clock.setTimeout(() => {
    fired = true;
  }, 60 * days);
  base.advance(59 * days);
  expect(fired).toBe(false);
  base.advance(days);
  expect(fired).toBe(true);
});

test('a cleared timer leaves nothing behind', () => {
  const { base, clock } = setUp(60);
  clock.clearTimeout(clock.setTimeout(() => {}, 1_000));
  expect(base.pending).toBe(0);
});

test.each([
  ['2026-02-19', 'options is "2026-02-19", but must be an object such as { speed: 60 }.'],
  [{ base: {} }, 'base is {}, but must be a clock with now, wallNow, setTimeout and clearTimeout'],
  [{ base: null }, 'base is null, but must be a clock'],
  [{ start: null }, 'start is null, but must be a Date or text such as'],
  [{ speed: '5' }, 'speed is "5", but must be above 0 and at most 1000000.'],
  [{ factor: 60 }, 'factor is no option of a clock. There are: start, speed, base.'],
])('%j is refused as options', (options, message) => {
  expect(() => createAcceleratedClock(options as { speed?: number })).toThrow(message);
});

test.each([0, '60', null, undefined])('%j is no speed, and changes none', (speed) => {
  const { clock } = setUp(2);
  // What plain JavaScript may pass.
  expect(() => clock.setSpeed(speed as number)).toThrow(
    `speed is ${JSON.stringify(speed)}, but must be above 0`,
  );
  expect(clock.speed).toBe(2);
});
