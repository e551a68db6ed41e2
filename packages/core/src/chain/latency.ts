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
  // The same values in order: the median is asked for at each call.
  const sorted = new Float64Array(size);
  let count = 0;

  function replace(leaving: number | undefined, ms: number): void {
    let place = leaving === undefined ? count : sorted.indexOf(leaving);
    for (let below = sorted[place - 1]; below !== undefined && below > ms; below = sorted[place - 1]) {
      sorted[place] = below;
      place -= 1;
    }
    const last = Math.min(count, size - 1);
    for (
      let above = sorted[place + 1];
      place < last && above !== undefined && above < ms;
      above = sorted[place + 1]
    ) {
      sorted[place] = above;
      place += 1;
    }
    sorted[place] = ms;
  }

  return {
    success(ms) {
      replace(count < size ? undefined : ring[count % size], ms);
      ring[count % size] = ms;
      count += 1;
    },
    median: () => (count < enough ? undefined : sorted[Math.min(count, size) >> 1]),
    recent() {
      if (count < 5) return undefined;
      const last = Float64Array.from({ length: 5 }, (_, back) => ring[(count - 1 - back) % size] ?? 0);
      return last.sort()[2];
    },
  };
}
