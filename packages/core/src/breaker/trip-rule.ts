import type { Tally } from '../window/sliding-window.ts';
import type { ResolvedBreakerOptions } from './options.ts';

/** Why a breaker opened, with the numbers that decided. */
export interface TripCause {
  readonly rule: 'rate' | 'consecutive' | 'probe' | 'manual';
  /** A sentence such as `rate 62 % of 21, 4 in flight, 2 overdue`. */
  readonly explain: string;
}

/** The unbroken run of failures, and the pace at which outcomes come. */
export interface Run {
  failure(now: number): void;
  success(now: number): void;
  readonly length: number;
  /** Failures in a row that open the breaker at the present pace. */
  needed(): number;
  clear(): void;
}

export function createRun(runMaxAgeMs: number): Run {
  let length = 0;
  let failedAt = -Infinity;
  let gapMs = 60_000; // until two outcomes have been seen
  let outcomeAt: number | undefined;

  function pace(now: number): void {
    if (outcomeAt !== undefined) gapMs = Math.max(10, gapMs + 0.1 * (now - outcomeAt - gapMs));
    outcomeAt = now;
  }

  return {
    get length() {
      return length;
    },
    failure(now) {
      pace(now);
      length = now - failedAt > runMaxAgeMs ? 1 : length + 1;
      failedAt = now;
    },
    success(now) {
      pace(now);
      length = 0;
    },
    // 3 at a call every ten minutes, 10 from three a second: rare calls must not wait hours for
    // evidence, busy ones must not trip on a run of ordinary errors.
    needed: () => Math.min(10, Math.max(3, Math.round(3 + 2 * Math.log10(600_000 / gapMs)))),
    clear() {
      length = 0;
    },
  };
}

/** Whether the breaker has to open now, and why. Integer arithmetic: 0.57 of 100 is exactly 57. */
export function tripCause(
  tally: Readonly<Tally>,
  run: Run,
  options: ResolvedBreakerOptions,
): TripCause | undefined {
  const { failures, successes, young, overdue } = tally;
  if (options.consecutive) {
    const inRow = run.length + overdue;
    if (inRow >= run.needed() && reaches(inRow, inRow + young, Math.min(options.failureRate, 0.5))) {
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
  return undefined;
}

function reaches(bad: number, all: number, rate: number): boolean {
  return bad * 10_000 >= Math.round(rate * 10_000) * all;
}
