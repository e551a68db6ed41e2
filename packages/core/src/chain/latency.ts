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
  // The same values in order, kept so as they come: every attempt asks for the median.
  const sorted = new Float64Array(size);
  let count = 0;

  // The place that comes free moves to where the new value belongs.
  function replace(old: number | undefined, ms: number): void {
    const last = Math.min(count, size - 1);
    let place = old === undefined ? last : sorted.indexOf(old);
    for (; place > 0 && (sorted[place - 1] ?? 0) > ms; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
    for (; place < last && (sorted[place + 1] ?? 0) < ms; place += 1) sorted[place] = sorted[place + 1] ?? 0;
    sorted[place] = ms;
  }

  function medianOfLast(length: number): number {
    const last = Array.from({ length }, (_, back) => ring[(count - 1 - back) % size] ?? 0);
    return last.sort((a, b) => a - b)[length >> 1] ?? 0;
  }

  return {
    success(ms) {
      replace(count < size ? undefined : ring[count % size], ms);
      ring[count % size] = ms;
      count += 1;
    },
    median: () => (count < enough ? undefined : (sorted[Math.min(count, size) >> 1] ?? 0)),
    recent: () => (count < 5 ? undefined : medianOfLast(5)),
  };
}
