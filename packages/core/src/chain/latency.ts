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
  let count = 0;
  // Found only when somebody asks: calls that are answered at once never do.
  let median: number | undefined;

  return {
    success(ms) {
      ring[count % size] = ms;
      count += 1;
      median = undefined;
    },
    median() {
      if (count < enough) return undefined;
      return (median ??= middleOf(ring.slice(0, count)));
    },
    recent() {
      if (count < 5) return undefined;
      return middleOf(Float64Array.from([1, 2, 3, 4, 5], (back) => ring[(count - back) % size] ?? 0));
    },
  };
}

// By insertion: for so few numbers several times as quick as the engine's sort.
function middleOf(values: Float64Array): number {
  for (let next = 1; next < values.length; next += 1) {
    const value = values[next] ?? 0;
    let place = next;
    for (; place > 0 && (values[place - 1] ?? 0) > value; place -= 1) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
  return values[values.length >> 1] ?? 0;
}
