import type { Clock } from '@failsoft/core';
import { show } from '../show.ts';

const METHODS: readonly (keyof Clock)[] = ['now', 'wallNow', 'setTimeout', 'clearTimeout'];

/** What is wrong with a value that has to be a clock, if anything. */
export function clockProblem(value: unknown): string | undefined {
  return isClock(value)
    ? timelessness(value)
    : 'must be a clock with now, wallNow, setTimeout and clearTimeout, such as createManualClock()';
}

function isClock(value: unknown): value is Clock {
  return (
    typeof value === 'object' &&
    value !== null &&
    METHODS.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}

// Every moment that is told by it would be NaN.
function timelessness(clock: Clock): string | undefined {
  for (const name of ['now', 'wallNow'] as const) {
    const time: unknown = clock[name]();
    if (Number.isFinite(time)) continue;
    return `must be a clock whose now and wallNow are numbers of milliseconds. Its ${name}() is ${show(time)}`;
  }
  return undefined;
}

/** What is wrong with the speed of a clock, if anything. */
export function speedProblem(speed: unknown): string | undefined {
  return typeof speed === 'number' && speed > 0 && speed <= 1_000_000
    ? undefined
    : 'must be above 0 and at most 1000000. 60 makes an hour last a minute';
}
