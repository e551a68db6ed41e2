import { assertFlag, assertKnownKeys, assertNumber, type NumberRange } from '../options-check.ts';

/** When a breaker opens, for how long, and how it comes back. Defaults: `defaultBreaker`. */
export interface BreakerOptions {
  /**
  Share of failed calls in the window at which the breaker opens, calls in flight counted as not failed.
  `0.3` opens at 30 % and above. Above 0, at most 1.

  The default is the break-even of a wait of 10 s against a failed call that costs 5.7 s.

  @default 0.6
  */
  readonly failureRate?: number;
  /** Length of the sliding window; at least 60 ms. @default 60_000 */
  readonly windowMs?: number;
  /** Judged by rate only once this many calls have settled or are overdue. @default 20 */
  readonly minimumCalls?: number;
  /**
  Also opens after an unbroken run of failures, so many as chance alone would bring once in five hours: more
  with more traffic and for a model that often fails by itself, from 2 to 12. A new breaker needs 4 at a call
  every five minutes, 9 at one a second.

  @default true
  */
  readonly consecutive?: boolean;
  /** A failure that comes later than this after the previous one starts a new run. @default 900_000 */
  readonly runMaxAgeMs?: number;
  /** A success that takes this long is slow. @default 24 days: none is */
  readonly slowMs?: number;
  /** Share of slow calls in the window at which it opens, judged like `failureRate`. @default 1 */
  readonly slowRate?: number;
  /** First open time. @default 10_000 */
  readonly openMs?: number;
  /** Each opening in a row lasts this many times longer; at least 1. @default 1.5 */
  readonly openGrowth?: number;
  /** No open time is longer, but for a vendor's `Retry-After` (at most 300 s). @default 75_000 */
  readonly maxOpenMs?: number;
  /** Spreads the open time by up to this share either way, so that a fleet does not wake at once. 0 to 1. @default 0.1 */
  readonly jitter?: number;
  /** Closed for this long, the next opening is the first of its row again. @default 600_000 */
  readonly calmMs?: number;
  /** While recovering 1, 2, 4 ... calls at once are let through, up to this; then it closes. @default 8 */
  readonly recoveryCap?: number;
  /** In flight longer than this counts as failed. @default the chain's `attemptTimeoutMs`, else 90_000 */
  readonly overdueMs?: number;
  /** A probe that is never settled gives its place back after this. @default overdueMs + 5_000 */
  readonly leaseMs?: number;
  /** Only says when it would open and close, as `observed` transitions, and admits every call. @default false */
  readonly observe?: boolean;
}

export type ResolvedBreakerOptions = Required<BreakerOptions>;

// Sweep of simulated days, docs/decisions/breaker-defaults.md; `leaseMs` follows `overdueMs`.
const defaultBreaker: Omit<ResolvedBreakerOptions, 'leaseMs'> = {
  failureRate: 0.6,
  windowMs: 60_000,
  minimumCalls: 20,
  consecutive: true,
  runMaxAgeMs: 900_000,
  slowMs: 2 ** 31,
  slowRate: 1,
  openMs: 10_000,
  openGrowth: 1.5,
  maxOpenMs: 75_000,
  jitter: 0.1,
  calmMs: 600_000,
  recoveryCap: 8,
  overdueMs: 90_000,
  observe: false,
};

/** The numbers of the article of 2026-02-19: 30 % of 60 s, at least 5 calls, open for 300 s. Made correct. */
export const documentedBreaker: BreakerOptions = {
  failureRate: 0.3,
  windowMs: 60_000,
  minimumCalls: 5,
  consecutive: false,
  openMs: 300_000,
  openGrowth: 1,
  maxOpenMs: 300_000,
  jitter: 0,
};

const flags = ['consecutive', 'observe'] as const;

const ranges: Record<Exclude<keyof BreakerOptions, (typeof flags)[number]>, NumberRange> = {
  failureRate: { above: 0, atMost: 1, hint: 'For 30 % write 0.3.' },
  windowMs: { atLeast: 60, hint: 'It is in milliseconds and has 60 buckets.' },
  minimumCalls: { atLeast: 1, whole: true },
  runMaxAgeMs: { above: 0 },
  slowMs: { above: 0, hint: 'It is in milliseconds.' },
  slowRate: { above: 0, atMost: 1, hint: 'For 80 % write 0.8.' },
  openMs: { above: 0, hint: 'It is in milliseconds.' },
  openGrowth: { atLeast: 1 },
  maxOpenMs: { above: 0 },
  jitter: { atLeast: 0, atMost: 1 },
  calmMs: { atLeast: 0 },
  recoveryCap: { atLeast: 1, atMost: 16, whole: true },
  overdueMs: { above: 0 },
  leaseMs: { above: 0 },
};

/**
 * Fills in the defaults.
 *
 * @throws InvalidOptionsError naming the option, the value and the range.
 */
export function resolveBreakerOptions(
  options: BreakerOptions | 'documented' = {},
  overdueMs: number = defaultBreaker.overdueMs,
): ResolvedBreakerOptions {
  const given = options === 'documented' ? documentedBreaker : options;
  assertKnownKeys('breaker', given, [...Object.keys(ranges), ...flags]);
  const merged = { ...defaultBreaker, overdueMs, ...withoutUndefined(given) };
  const resolved = {
    ...merged,
    maxOpenMs: Math.max(merged.openMs, merged.maxOpenMs),
    leaseMs: merged.leaseMs ?? merged.overdueMs + 5_000,
  };
  for (const [name, range] of Object.entries(ranges)) {
    assertNumber(name, resolved[name as keyof typeof ranges], range);
  }
  for (const name of flags) assertFlag(name, resolved[name]);
  return resolved;
}

function withoutUndefined(options: BreakerOptions): BreakerOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
