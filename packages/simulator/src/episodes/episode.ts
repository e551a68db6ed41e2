/** A stretch of time in which one model is overloaded, for everyone. */
export interface Episode {
  readonly model: string;
  /** Milliseconds since the Unix epoch. */
  readonly startsAt: number;
  /** The first moment after it. */
  readonly endsAt: number;
  /**
   * `overload` and `vendor` come from the profile: of this model alone, or of the vendor's whole cloud.
   * `outage` was ordered by `outage(model, { minutes })`.
   */
  readonly kind: 'overload' | 'vendor' | 'outage';
}
