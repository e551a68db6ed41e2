export interface BreakerOptions {
  readonly failureRate?: number;
}
