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
  const sorted: number[] = [];
  let count = 0;

  function replace(old: number | undefined, ms: number): void {
    if (old !== undefined) sorted.splice(sorted.indexOf(old), 1);
    const at = sorted.findIndex((other) => other > ms);
    sorted.splice(at === -1 ? sorted.length : at, 0, ms);
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
    median: () => (count < enough ? undefined : (sorted[sorted.length >> 1] ?? 0)),
    recent: () => (count < 5 ? undefined : medianOfLast(5)),
  };
}
