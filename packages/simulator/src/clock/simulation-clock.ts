import type { Clock } from '@failsoft/core';
import { DEFAULT_START, EPOCH_AT, parseMoment } from '../episodes/beijing-time.ts';
import type { SimulatorOptions } from '../options.ts';
import { createAcceleratedClock } from './accelerated-clock.ts';

/** The clock of a simulation: the given one, set to `start`, or an accelerated one of its own. */
export function simulationClock({ clock, start, speed }: SimulatorOptions): Clock {
  if (clock === undefined)
    return createAcceleratedClock({ start: start ?? DEFAULT_START, speed: speed ?? 1 });
  // A clock that counts from zero knows how long, not when.
  if (start === undefined && clock.wallNow() >= EPOCH_AT) return clock;
  const shift = parseMoment('start', start ?? DEFAULT_START) - clock.wallNow();
  return shift === 0 ? clock : viewOf(clock, shift);
}

/** The same clock at another date. Method by method: it may be an instance of a class, which a spread would empty. */
function viewOf(clock: Clock, shiftMs: number): Clock {
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow() + shiftMs,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}
