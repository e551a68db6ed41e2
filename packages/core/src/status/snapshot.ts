import type { BreakerSnapshot } from '../breaker/breaker-types.ts';

/** Normal, slower than twice its usual time, not answering, or nobody has asked lately. */
export type ModelHealth = 'normal' | 'delayed' | 'unavailable' | 'unknown';

/** One model as its own users may be shown it. */
export interface ModelStatus<M extends string = string> {
  readonly model: M;
  /** What clients are shown instead; the same unless it was set. */
  readonly publicName: string;
  readonly status: ModelHealth;
  readonly available: boolean;
  readonly breaker: BreakerSnapshot['state'];
  /** Milliseconds until it may be asked again; null when it may be asked now or nobody knows. */
  readonly retryAfterMs: number | null;
  /** Of successes; null without any. */
  readonly latency: { readonly medianMs: number | null; readonly recentMs: number | null };
  readonly window: { readonly failures: number; readonly successes: number };
}

/** The whole chain at one instant. Making it never calls an upstream. */
export interface StatusSnapshot<M extends string = string> {
  readonly models: readonly ModelStatus<M>[];
  /** The first model that would be asked now; undefined when every one is refused. */
  readonly serving: M | undefined;
  /** The primary has been down for long: who stands in, and whether it counts as the primary now. */
  readonly promotion: {
    readonly instead: M;
    readonly downForMs: number;
    readonly promoted: boolean;
  } | null;
  /** Milliseconds since the Unix epoch. */
  readonly updatedAt: number;
}
