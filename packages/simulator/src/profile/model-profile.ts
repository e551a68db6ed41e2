/** A lognormal time, by its median and its 95th percentile. */
export interface Latency {
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** How one model behaves. Every number is data: `source` says where it comes from. */
export interface ModelProfile {
  /** Share of requests that get a 503 outside and inside an episode. */
  readonly errorRate: {
    readonly healthy: number;
    readonly overloaded: number;
    /**
     * Instead of `healthy`: one number for each slot of a Beijing day, equally long. Failures that
     * follow the hours, but not each other.
     */
    readonly healthyBySlot?: readonly number[];
  };
  /** Episodes of overload; a model without them has `errorRate.healthy` alone. */
  readonly episodes?: {
    /**
     * Chance per minute, while healthy, that one begins, 1000 at most: one number for each slot of a Beijing day,
     * equally long.
     */
    readonly hazardPerMinute: readonly number[];
    /** Shortest, 0.1 or more, and longest; uniform between them. */
    readonly durationMinutes: readonly [number, number];
  };
  /** Until the whole answer is there. */
  readonly latency: Latency;
  /** Until the 503 is there. */
  readonly errorLatency: Latency;
  /** Share of the errors that take longer, and how long. @default none */
  readonly slowErrors?: { readonly share: number; readonly latency: Latency };
  /** Share of the failures inside an episode that never answer instead of answering 503. @default 0 */
  readonly hangShare?: number;
  /** Share of all other requests that get a 500. @default 0 */
  readonly serverErrorRate?: number;
  /** Successes take this many times as long in an episode and for so long before and after it. @default none */
  readonly slowdown?: { readonly factor: number; readonly rampMinutes: number };
  /** More requests than these in one window of so many seconds get a 429. @default no limit */
  readonly quota?: { readonly requests: number; readonly windowSeconds: number };
  readonly source: string;
}

/** How an upstream behaves: the models it is known for, and all others. */
export interface Profile {
  readonly name: string;
  readonly models: Readonly<Record<string, ModelProfile>>;
  /** For a model that is not listed. */
  readonly others: ModelProfile;
  /** Outages of the vendor's whole cloud: every model of `models`, or all, is overloaded at once. @default none */
  readonly vendorOutages?: {
    readonly perDay: number;
    readonly durationMinutes: readonly [number, number];
    readonly models?: readonly string[];
    readonly source: string;
  };
}
