import type { Tally } from '../window/sliding-window.ts';
import type { ResolvedBreakerOptions } from './options.ts';
import type { Run } from './run.ts';

/** Why a breaker opened, with the numbers that decided. */
export interface TripCause {
  readonly rule: 'rate' | 'slow' | 'consecutive' | 'probe' | 'manual';
  /** A sentence such as `rate 62 % of 21, 4 in flight, 2 overdue`. */
  readonly explain: string;
}

/** Whether the breaker has to open now, and why. Integer arithmetic: 0.57 of 100 is exactly 57. */
export function tripCause(
  tally: Readonly<Tally>,
  run: Run,
  options: ResolvedBreakerOptions,
): TripCause | undefined {
  const { failures, successes, slow, young, overdue } = tally;
  if (options.consecutive) {
    const inRow = run.length + overdue;
    if (inRow >= run.needed() && reaches(inRow, inRow + young, run.share(options.failureRate))) {
      return {
        rule: 'consecutive',
        explain: `${inRow} failures in a row, ${young} in flight, ${overdue} overdue`,
      };
    }
  }
  const bad = failures + overdue;
  const settled = bad + successes;
  // Quick failures must not outvote slow successes: a young call in flight counts as not failed.
  if (settled >= options.minimumCalls && reaches(bad, settled + young, options.failureRate)) {
    const percent = Math.round((100 * bad) / (settled + young));
    return {
      rule: 'rate',
      explain: `rate ${percent} % of ${settled}, ${young} in flight, ${overdue} overdue`,
    };
  }
  if (
    settled >= options.minimumCalls &&
    slow > 0 &&
    reaches(slow + overdue, settled + young, options.slowRate)
  ) {
    const percent = Math.round((100 * (slow + overdue)) / (settled + young));
    return {
      rule: 'slow',
      explain: `${percent} % of ${settled} slow, ${young} in flight, ${overdue} overdue`,
    };
  }
  return undefined;
}

function reaches(bad: number, all: number, rate: number): boolean {
  return bad * 10_000 >= Math.round(rate * 10_000) * all;
}
