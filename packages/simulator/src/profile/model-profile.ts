/** A lognormal time, by its median and its 95th percentile. */
export interface Latency {
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** How one model behaves. Every number is data: `source` says where it comes from. */
export interface ModelProfile {
  /** Share of requests that get a 503 outside and inside an episode. */
  readonly errorRate: { readonly healthy: number; readonly overloaded: number };
  /** Episodes of overload; a model without them has `errorRate.healthy` alone. */
  readonly episodes?: {
    /** Chance per minute, while healthy, that one begins: one number for each slot of a Beijing day, equally long. */
    readonly hazardPerMinute: readonly number[];
    /** Shortest and longest; uniform between them. */
    readonly durationMinutes: readonly [number, number];
  };
  /** Until the whole answer is there. */
  readonly latency: Latency;
  /** Until the 503 is there. */
  readonly errorLatency: Latency;
  readonly source: string;
}

/** How an upstream behaves: the models it is known for, and all others. */
export interface Profile {
  readonly name: string;
  readonly models: Readonly<Record<string, ModelProfile>>;
  /** For a model that is not listed. */
  readonly others: ModelProfile;
}
