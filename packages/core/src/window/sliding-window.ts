const bucketCount = 60;

/** Start buckets are told modulo this, three days of seconds, so that they fit into a permit. */
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
  const bucketMs = options.windowMs / bucketCount;
  const slowAge = Math.ceil(options.slowMs / bucketMs);
  const failures = new Int32Array(bucketCount);
  const successes = new Int32Array(bucketCount);
  const slow = new Int32Array(bucketCount);
  // One bucket more, so that no call is late early; at most 4096, so that memory is constant.
  const horizon = Math.min(Math.ceil(options.overdueMs / bucketMs) + 1, 4096);
  const started = new Int32Array(horizon);
  const sums: Tally = { failures: 0, successes: 0, slow: 0, young: 0, overdue: 0 };
  let current = 0;
  let nextAt = bucketMs;
  // Places of the current bucket in the two rings.
  let here = 0;
  let hereStarted = 0;

  // Apart, and asked for only when a bucket is over, so that the hot path stays small.
  function turn(now: number): void {
    const bucket = Math.floor(now / bucketMs);
    const passed = bucket - current;
    // Every stale bucket goes, not just the oldest: after an idle hour nothing from before may count.
    for (let step = Math.min(passed, bucketCount); step > 0; step -= 1) {
      const slot = (bucket - step + 1) % bucketCount;
      sums.failures -= failures[slot] ?? 0;
      sums.successes -= successes[slot] ?? 0;
      sums.slow -= slow[slot] ?? 0;
      failures[slot] = 0;
      successes[slot] = 0;
      slow[slot] = 0;
    }
    for (let step = Math.min(passed, horizon); step > 0; step -= 1) {
      const slot = (bucket - step + 1) % horizon;
      const late = started[slot] ?? 0;
      sums.young -= late;
      sums.overdue += late;
      started[slot] = 0;
    }
    current = bucket;
    nextAt = (bucket + 1) * bucketMs;
    here = bucket % bucketCount;
    hereStarted = bucket % horizon;
  }

  function add(counts: Int32Array, slot: number, by: number): void {
    counts[slot] = (counts[slot] ?? 0) + by;
  }

  return {
    begin(now) {
      if (now >= nextAt) turn(now);
      add(started, hereStarted, 1);
      sums.young += 1;
      return current & (startRange - 1);
    },
    end(now, start, outcome) {
      if (now >= nextAt) turn(now);
      const age = (current - start) & (startRange - 1);
      const slot = age > hereStarted ? hereStarted - age + horizon : hereStarted - age;
      if (age >= horizon) {
        if (sums.overdue > 0) sums.overdue -= 1;
      } else if ((started[slot] ?? 0) > 0) {
        add(started, slot, -1);
        sums.young -= 1;
      }
      if (outcome === 'failure') {
        add(failures, here, 1);
        sums.failures += 1;
      } else if (outcome === 'success') {
        add(successes, here, 1);
        sums.successes += 1;
        if (age >= slowAge) {
          add(slow, here, 1);
          sums.slow += 1;
        }
      }
      return current - age;
    },
    tally(now) {
      if (now >= nextAt) turn(now);
      return sums;
    },
    clear() {
      failures.fill(0);
      successes.fill(0);
      slow.fill(0);
      started.fill(0);
      sums.failures = sums.successes = sums.slow = sums.young = sums.overdue = 0;
    },
  };
}
