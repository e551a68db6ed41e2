/** One thing that was measured against what is documented. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly measured: string;
  /** Unrounded, for machines. */
  readonly value: number;
  /** Half the width of the 95 % interval, where there is one. */
  readonly halfWidth?: number;
  readonly passed: boolean;
}

/** What a verification came to. */
export interface Verification {
  readonly seed: number;
  readonly days: number;
  readonly checks: readonly Check[];
  /** Every check has passed. */
  readonly passed: boolean;
}
