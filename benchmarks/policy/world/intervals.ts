/** A half-open span of milliseconds. */
export type Span = readonly [from: number, to: number];

/** Sorted spans that do not overlap, asked mostly in the order of time. */
export interface Intervals {
  /** End of the span that holds the moment; 0 when none does. */
  endOf(at: number): number;
  readonly spans: readonly Span[];
}

/** Overlapping spans become one. */
export function createIntervals(given: readonly Span[]): Intervals {
  const spans: [number, number][] = [];
  for (const [from, to] of given.toSorted((a, b) => a[0] - b[0])) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  const starts = Float64Array.from(spans, ([from]) => from);
  const ends = Float64Array.from(spans, ([, to]) => to);
  // Index of the first span that ends after the last moment asked for.
  let cursor = 0;

  return {
    spans,
    endOf(at) {
      while (cursor > 0 && (ends[cursor - 1] ?? 0) > at) cursor -= 1;
      while (cursor < ends.length && (ends[cursor] ?? 0) <= at) cursor += 1;
      return (starts[cursor] ?? Infinity) <= at ? (ends[cursor] ?? 0) : 0;
    },
  };
}
