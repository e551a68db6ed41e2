import type { Clock } from '@failsoft/core';
import { checkAdvance } from '../clock/check-advance.ts';
import { formatBeijing, parseMoment } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';

/** A clock that can be told to go on. Only an accelerated one has a speed. */
interface AdjustableClock extends Clock {
  advance(ms: number): void;
  setSpeed?(speed: number): void;
  readonly speed?: number;
}

/** True for the clocks of this package; a clock of the caller's own may just tell the time. */
function isAdjustable(clock: Clock): clock is AdjustableClock {
  return 'advance' in clock && typeof clock.advance === 'function';
}

/** How fast the clock runs, if it runs by itself. */
export function speedOf(clock: Clock): number | undefined {
  return isAdjustable(clock) ? clock.speed : undefined;
}

/** Obeys `{ advance }` in milliseconds, `{ set }` to a later date, `{ speed }`, or several; says what cannot be. */
export function changeClock(fields: Readonly<Record<string, unknown>>, clock: Clock, wall: Clock): void {
  const { advance, speed, set } = fields;
  if (advance === undefined && speed === undefined && set === undefined) {
    throw new SimulatorOptionsError(
      'Send {"advance": milliseconds}, {"set": "2026-02-19T20:00+08:00"} or {"speed": factor}.',
    );
  }
  if (!isAdjustable(clock)) {
    throw new SimulatorOptionsError('This clock was passed in by its owner and cannot be changed from here.');
  }
  // All is checked before anything is done: what is refused changes nothing.
  const now = wall.wallNow();
  const then = advance === undefined ? now : now + withinTimeline(advance, now);
  const target = set === undefined ? then : laterMoment(set, then);
  if (speed !== undefined) {
    if (clock.setSpeed === undefined) {
      throw new SimulatorOptionsError('A manual clock has no speed. Send {"advance": milliseconds}.');
    }
    // Whatever it is: the clock itself checks it.
    clock.setSpeed(speed as number);
  }
  if (target > now) clock.advance(target - now);
}

// Beyond the timeline nothing could be told any more, not even the state.
function withinTimeline(ms: unknown, now: number): number {
  checkAdvance(ms);
  const end = parseMoment('the end', '2125-12-31');
  if (now + ms < end) return ms;
  throw new SimulatorOptionsError(`advance is ${ms}, which goes beyond 2125-12-31, where the timeline ends.`);
}

function laterMoment(set: unknown, now: number): number {
  const moment = parseMoment('set', set);
  if (moment >= now) return moment;
  throw new SimulatorOptionsError(
    `set is ${show(set)}, but it is ${formatBeijing(now)} already and time goes only forward.`,
  );
}
