import type { Clock } from '@failsoft/core';
import { checkNames, checkObject } from '../check-object.ts';
import { DEFAULT_START, parseMoment } from '../episodes/beijing-time.ts';
import { checkAdvance } from './check-advance.ts';
import { waitOf } from './wait-of.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /**
   * Goes on by `ms` and calls every timer that falls due, in order, each at its own moment.
   *
   * When timers throw, the others are called all the same and the time is reached, and then the error comes; an
   * AggregateError when there are several.
   */
  advance(ms: number): void;
  /** How many timers are waiting. */
  readonly pending: number;
}

interface Timer {
  readonly dueAt: number;
  readonly fn: () => void;
}

/**
 * A clock for tests: time passes only by `advance`.
 *
 * @example
 * const clock = createManualClock({ start: '2026-02-19T20:00+08:00' });
 * const simulator = createSimulator({ clock });
 * clock.advance(60 * 60_000); // an hour later
 */
export function createManualClock(options: { readonly start?: Date | string } = {}): ManualClock {
  checkObject('options', options, `{ start: "${DEFAULT_START}" }`);
  checkNames('option of a clock', options, ['start']);
  const { start = DEFAULT_START } = options;
  const startAt = parseMoment('start', start);
  // Ordered by dueAt; timers of the same moment in the order they were set.
  const timers: Timer[] = [];
  let now = 0;

  return {
    now: () => now,
    wallNow: () => startAt + now,
    setTimeout(fn, ms) {
      const timer = { dueAt: now + waitOf(ms), fn };
      const later = timers.findIndex((other) => other.dueAt > timer.dueAt);
      timers.splice(later === -1 ? timers.length : later, 0, timer);
      return timer;
    },
    clearTimeout(handle) {
      const index = timers.findIndex((timer) => timer === handle);
      if (index !== -1) timers.splice(index, 1);
    },
    advance(ms) {
      checkAdvance(ms);
      const end = now + ms;
      const errors: unknown[] = [];
      for (let next = timers[0]; next !== undefined && next.dueAt <= end; next = timers[0]) {
        timers.shift();
        // A timer may let time advance itself: then it is later already, here and at the end.
        now = Math.max(now, next.dueAt);
        try {
          next.fn();
        } catch (error) {
          errors.push(error);
        }
      }
      now = Math.max(now, end);
      if (errors.length === 1) throw errors[0];
      if (errors.length > 1) throw new AggregateError(errors, sentenceOf(errors));
    },
    get pending() {
      return timers.length;
    },
  };
}

function sentenceOf(errors: readonly unknown[]): string {
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  return `${errors.length} timers threw: ${messages.join('; ')}`;
}
