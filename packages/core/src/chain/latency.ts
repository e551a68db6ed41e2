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
  return new RecentLatency();
}

// A class, because engines inline its methods.
class RecentLatency implements Latency {
  readonly #ring: Float64Array<ArrayBuffer> = new Float64Array(size);
  #count = 0;
  // Found only when somebody asks: calls that are answered at once never do.
  #median: number | undefined;

  success(ms: number): void {
    this.#ring[this.#count % size] = ms;
    this.#count += 1;
    this.#median = undefined;
  }

  median(): number | undefined {
    if (this.#count < enough) return undefined;
    return (this.#median ??= middleOf(this.#ring.slice(0, this.#count)));
  }

  recent(): number | undefined {
    if (this.#count < 5) return undefined;
    const last = (back: number): number => this.#ring[(this.#count - back) % size] ?? 0;
    return middleOf(Float64Array.from([1, 2, 3, 4, 5], last));
  }
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
