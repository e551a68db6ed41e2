import type { Clock } from '@failsoft/core';
import TinyQueue from 'tinyqueue';
import { waitOf } from './wait-of.ts';

/** Time that jumps from timer to timer: a day passes as fast as the machine can work it off. */
export interface EventClock extends Clock {
  /** Goes to the next timer and calls it. @returns false when none is waiting. */
  runNext(): boolean;
}

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  fn: (() => void) | undefined;
}

/** A clock that starts at a moment, counted from the Unix epoch. */
export function createEventClock(startAt: number): EventClock {
  const timers = new TinyQueue<Timer>([], (a, b) => a.dueAt - b.dueAt || a.order - b.order);
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    wallNow: () => startAt + now,
    setTimeout(fn, ms) {
      const timer: Timer = { dueAt: now + waitOf(ms), order: (order += 1), fn };
      timers.push(timer);
      return timer;
    },
    clearTimeout(handle) {
      // The handle is one of ours; the Clock's type is opaque. It leaves the queue when its time comes.
      if (handle !== undefined) (handle as Timer).fn = undefined;
    },
    runNext() {
      for (let timer = timers.pop(); timer !== undefined; timer = timers.pop()) {
        const { fn } = timer;
        if (fn === undefined) continue;
        now = timer.dueAt;
        timer.fn = undefined;
        fn();
        return true;
      }
      return false;
    },
  };
}
