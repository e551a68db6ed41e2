import type { Clock } from '@failsoft/core';
import { checkEach, checkObject, checkValue, type Check } from '../check-object.ts';
import { DEFAULT_START, parseMoment } from '../episodes/beijing-time.ts';
import { checkAdvance } from './check-advance.ts';
import { clockProblem, speedProblem } from './check-clock.ts';
import { systemClock } from './system-clock.ts';
import { waitOf } from './wait-of.ts';

/** A clock that runs `speed` times as fast as the one below it, and can jump ahead. */
export interface AcceleratedClock extends Clock {
  /** Jumps ahead by `ms`; timers that fall due meanwhile are called soon after, in order. */
  advance(ms: number): void;
  setSpeed(speed: number): void;
  readonly speed: number;
}

export interface AcceleratedClockOptions {
  /** The date at which the clock begins. @default 2026-02-19T20:00+08:00 */
  readonly start?: Date | string;
  /** Simulated milliseconds per millisecond of `base`. @default 1 */
  readonly speed?: number;
  /** The clock below. @default the machine's own time */
  readonly base?: Clock;
}

interface Timer {
  readonly dueAt: number;
  readonly fn: () => void;
  handle: unknown;
}

const checks: Record<keyof AcceleratedClockOptions, Check> = {
  start: (value) => void parseMoment('start', value),
  speed: speedProblem,
  base: clockProblem,
};

// Node's timers count in signed 32-bit milliseconds; a longer wait is made of several.
const LONGEST_WAIT_MS = 2 ** 31 - 1;
// A wait that cannot be told from no wait at all would spin on the spot.
const SHORTEST_WAIT_MS = 0.001;

/** Time that passes `speed` times as fast: `setTimeout(fn, 60_000)` at speed 60 fires after one second. */
export function createAcceleratedClock(options: AcceleratedClockOptions = {}): AcceleratedClock {
  checkObject('options', options, '{ speed: 60 }');
  checkEach('option of a clock', options, checks);
  const { start = DEFAULT_START, base = systemClock } = options;
  const startAt = parseMoment('start', start);
  const timers = new Set<Timer>();
  let { speed = 1 } = options;
  let anchor = { base: base.now(), here: 0 };

  const now = (): number => anchor.here + (base.now() - anchor.base) * speed;

  function arm(timer: Timer): void {
    const wait = Math.max(SHORTEST_WAIT_MS, (timer.dueAt - now()) / speed);
    timer.handle = base.setTimeout(
      () => {
        // Real timers may fire a little early. A timer of this clock never does.
        if (now() < timer.dueAt) return arm(timer);
        timers.delete(timer);
        timer.fn();
      },
      Math.min(wait, LONGEST_WAIT_MS),
    );
  }

  function changePace(change: () => void): void {
    anchor = { base: base.now(), here: now() };
    change();
    for (const timer of [...timers].sort((a, b) => a.dueAt - b.dueAt)) {
      base.clearTimeout(timer.handle);
      arm(timer);
    }
  }

  return {
    now,
    wallNow: () => startAt + now(),
    setTimeout(fn, ms) {
      const timer: Timer = { dueAt: now() + waitOf(ms), fn, handle: undefined };
      timers.add(timer);
      arm(timer);
      return timer;
    },
    clearTimeout(handle) {
      for (const timer of timers) {
        if (timer !== handle) continue;
        base.clearTimeout(timer.handle);
        timers.delete(timer);
      }
    },
    advance(ms) {
      checkAdvance(ms);
      changePace(() => {
        anchor.here += ms;
      });
    },
    setSpeed(next) {
      checkValue('speed', next, speedProblem);
      changePace(() => {
        speed = next;
      });
    },
    get speed() {
      return speed;
    },
  };
}
