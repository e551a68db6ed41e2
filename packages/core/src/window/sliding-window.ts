const bucketCount = 60;

/** Start buckets are told modulo this, 64 horizons, so that they fit into a permit. */
export const startRange: number = 2 ** 18;

/** The counts of a window at one instant. */
export interface Tally {
  failures: number;
  successes: number;
  /** Successes that took `slowMs` or longer; they are among the successes too. */
  slow: number;
  /** Calls in flight that are not late yet. */
  young: number;
  /** Calls in flight for longer than `overdueMs`. */
  overdue: number;
}

/**
 * Recent outcomes and calls in flight of one model: O(1) a call, constant memory.
 *
 * Sums are kept by subtracting what leaves, so nothing is ever re-added. Times are milliseconds from 0;
 * one below the largest seen counts as that, so a clock that steps back breaks nothing.
 */
export interface SlidingWindow {
  /** A call begins. @returns its start bucket, to be handed to `end`. */
  begin(now: number): number;
  /** A call that began in bucket `start` came to something. @returns its start bucket, counted from 0. */
  end(now: number, start: number, outcome: 'success' | 'failure' | 'ignored'): number;
  /** Moves the window to `now`. The same object is returned each time. */
  tally(now: number): Readonly<Tally>;
  clear(): void;
}

/** A window of `windowMs` in 60 buckets: an outcome counts for 59 to 60 sixtieths of it, never longer. */
export function createSlidingWindow(options: {
  windowMs: number;
  overdueMs: number;
  slowMs: number;
}): SlidingWindow {
  return new BucketedWindow(options);
}

// A class here and in the other parts of a breaker: engines inline methods, but not the closures of many models.
class BucketedWindow implements SlidingWindow {
  readonly #bucketMs: number;
  /** Window buckets to a start bucket: 1, unless calls are overdue only after thousands of those. */
  readonly #coarse: number;
  readonly #slowAge: number;
  readonly #failures: Int32Array = new Int32Array(bucketCount);
  readonly #successes: Int32Array = new Int32Array(bucketCount);
  readonly #slow: Int32Array = new Int32Array(bucketCount);
  readonly #horizon: number;
  readonly #started: Int32Array;
  readonly #sums: Tally = { failures: 0, successes: 0, slow: 0, young: 0, overdue: 0 };
  #current = 0;
  #currentStart = 0;
  #nextAt: number;
  // Places of the current bucket in the two rings.
  #here = 0;
  #hereStarted = 0;

  constructor(options: { windowMs: number; overdueMs: number; slowMs: number }) {
    this.#bucketMs = this.#nextAt = options.windowMs / bucketCount;
    const overdueBuckets = Math.ceil(options.overdueMs / this.#bucketMs);
    // At most 4096 start buckets, so that memory is constant; one more than needed, so that no call is late early.
    this.#coarse = Math.ceil(overdueBuckets / 4095);
    this.#horizon = Math.ceil(overdueBuckets / this.#coarse) + 1;
    this.#slowAge = Math.ceil(options.slowMs / (this.#bucketMs * this.#coarse));
    this.#started = new Int32Array(this.#horizon);
  }

  begin(now: number): number {
    if (now >= this.#nextAt) this.#turn(now);
    add(this.#started, this.#hereStarted, 1);
    this.#sums.young += 1;
    return this.#currentStart & (startRange - 1);
  }

  end(now: number, start: number, outcome: 'success' | 'failure' | 'ignored'): number {
    if (now >= this.#nextAt) this.#turn(now);
    const age = (this.#currentStart - start) & (startRange - 1);
    this.#leave(age);
    if (outcome === 'failure') {
      add(this.#failures, this.#here, 1);
      this.#sums.failures += 1;
    } else if (outcome === 'success') {
      add(this.#successes, this.#here, 1);
      this.#sums.successes += 1;
      if (age >= this.#slowAge) {
        add(this.#slow, this.#here, 1);
        this.#sums.slow += 1;
      }
    }
    return this.#currentStart - age;
  }

  tally(now: number): Readonly<Tally> {
    if (now >= this.#nextAt) this.#turn(now);
    return this.#sums;
  }

  clear(): void {
    this.#failures.fill(0);
    this.#successes.fill(0);
    this.#slow.fill(0);
    this.#started.fill(0);
    const sums = this.#sums;
    sums.failures = sums.successes = sums.slow = sums.young = sums.overdue = 0;
  }

  #leave(age: number): void {
    const ahead = this.#hereStarted - age;
    const slot = ahead < 0 ? ahead + this.#horizon : ahead;
    if (age >= this.#horizon) {
      if (this.#sums.overdue > 0) this.#sums.overdue -= 1;
    } else if ((this.#started[slot] ?? 0) > 0) {
      add(this.#started, slot, -1);
      this.#sums.young -= 1;
    }
  }

  // Apart, and asked for only when a bucket is over, so that the hot path stays small.
  #turn(now: number): void {
    const bucket = Math.floor(now / this.#bucketMs);
    const passed = bucket - this.#current;
    const sums = this.#sums;
    const horizon = this.#horizon;
    // Every stale bucket goes, not just the oldest: after an idle hour nothing from before may count.
    for (let step = Math.min(passed, bucketCount); step > 0; step -= 1) {
      const slot = (bucket - step + 1) % bucketCount;
      sums.failures -= take(this.#failures, slot);
      sums.successes -= take(this.#successes, slot);
      sums.slow -= take(this.#slow, slot);
    }
    const startBucket = Math.floor(bucket / this.#coarse);
    for (let step = Math.min(startBucket - this.#currentStart, horizon); step > 0; step -= 1) {
      const late = take(this.#started, (startBucket - step + 1) % horizon);
      sums.young -= late;
      sums.overdue += late;
    }
    this.#current = bucket;
    this.#currentStart = startBucket;
    this.#nextAt = (bucket + 1) * this.#bucketMs;
    this.#here = bucket % bucketCount;
    this.#hereStarted = startBucket % horizon;
  }
}

function add(counts: Int32Array, slot: number, by: number): void {
  counts[slot] = (counts[slot] ?? 0) + by;
}

function take(counts: Int32Array, slot: number): number {
  const count = counts[slot] ?? 0;
  counts[slot] = 0;
  return count;
}
