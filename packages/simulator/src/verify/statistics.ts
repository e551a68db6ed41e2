/** Mean of a list. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

/** Sample variance of a list. */
function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? 0) - mean) ** 2;
  return sum / (values.length - 1);
}

// The 97.5th percentile of the standard normal distribution: batches are hundreds, so t is as good as normal.
const Z975 = 1.959963984540054;

/** Half the width of the 95 % interval of a mean of independent batches. */
export function halfWidthOf(batches: ArrayLike<number>): number {
  return Z975 * Math.sqrt(varianceOf(batches) / batches.length);
}

/** Largest distance between the values' distribution and a continuous one. Kolmogorov-Smirnov. */
export function kolmogorovDistance(
  values: readonly number[],
  distribution: (value: number) => number,
): number {
  const sorted = Float64Array.from(values).sort();
  let distance = 0;
  for (let i = 0; i < sorted.length; i++) {
    const expected = distribution(sorted[i] ?? 0);
    distance = Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  }
  return distance;
}

/** Distance that values of the distribution exceed once in a hundred times; Kolmogorov's limit for many values. */
export function kolmogorovCritical(count: number): number {
  return 1.6276 / Math.sqrt(count);
}

/** Correlation of each value with the next one, over several runs of values. */
export function lagOneCorrelation(runs: readonly (readonly number[])[]): number {
  const pairs = runs.flatMap((run) => run.slice(1).map((value, i) => [run[i] ?? 0, value] as const));
  const mean = pairs.reduce((sum, [first]) => sum + first, 0) / pairs.length;
  const covariance = pairs.reduce((sum, [a, b]) => sum + (a - mean) * (b - mean), 0);
  const variance = pairs.reduce((sum, [a]) => sum + (a - mean) ** 2, 0);
  return covariance / variance;
}
