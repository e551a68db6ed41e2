const size = 32;
const enough = 15;

/** The median time of the last 32 successes of one model. Constant memory. */
export interface Latency {
  success(ms: number): void;
  /** Milliseconds; undefined before 15 successes. */
  median(): number | undefined;
  /** Of the last five; undefined before that many. */
  recent(): number | undefined;
}

export function createLatency(): Latency {
  const ring = new Float64Array(size);
  const sorted = new Float64Array(size);
  let count = 0;
  // Asked for at each call and sorted only after a success.
  let known: number | undefined;

  function medianOfLast(length: number): number {
    for (let back = 1; back <= length; back += 1) sorted[back - 1] = ring[(count - back) % size] ?? 0;
    return sorted.subarray(0, length).sort()[length >> 1] ?? 0;
  }

  return {
    success(ms) {
      ring[count % size] = ms;
      count += 1;
      known = undefined;
    },
    median() {
      if (count >= enough) known ??= medianOfLast(Math.min(count, size));
      return known;
    },
    recent: () => (count < 5 ? undefined : medianOfLast(5)),
  };
}
