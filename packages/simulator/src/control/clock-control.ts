import type { Clock } from '@failsoft/core';
import { SimulatorOptionsError } from '../errors.ts';

/** A clock that can be told to go on. Only an accelerated one has a speed. */
interface AdjustableClock extends Clock {
  advance(ms: number): void;
  setSpeed?(speed: number): void;
}

/** True for the clocks of this package; a clock of the caller's own may just tell the time. */
export function isAdjustable(clock: Clock): clock is AdjustableClock {
  return 'advance' in clock && typeof clock.advance === 'function';
}

/** Reads `{ advance }` in milliseconds, `{ speed }`, or both; says what this clock cannot do. */
export function readClockChange(
  fields: Readonly<Record<string, unknown>>,
  clock: Clock,
): { readonly advance: number | undefined; readonly speed: number | undefined } {
  const { advance, speed } = fields;
  if (advance === undefined && speed === undefined) {
    throw new SimulatorOptionsError('Send {"advance": milliseconds} or {"speed": factor}.');
  }
  if (!isAdjustable(clock)) {
    throw new SimulatorOptionsError('This clock was passed in by its owner and cannot be changed from here.');
  }
  if (speed !== undefined && clock.setSpeed === undefined) {
    throw new SimulatorOptionsError('A manual clock has no speed. Send {"advance": milliseconds}.');
  }
  return {
    advance: advance === undefined ? undefined : Number(advance),
    speed: speed === undefined ? undefined : Number(speed),
  };
}
