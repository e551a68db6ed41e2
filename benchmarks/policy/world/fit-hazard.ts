export const binCount = 288;
const binMinutes = (24 * 60) / binCount;
const minuteMs = 60_000;

/** The article's table of 503 rates: hours of a Beijing day, the quiet rate elsewhere. */
const bands = [
  { fromHour: 0, toHour: 2, rate: 0.35 },
  { fromHour: 9, toHour: 11, rate: 0.4 },
  { fromHour: 20, toHour: 23, rate: 0.45 },
];
const quietRate = 0.075;

/** The documented 503 rate at a time of day. */
export function bandRate(msOfDay: number): number {
  const hour = msOfDay / (60 * minuteMs);
  return bands.find(({ fromHour, toHour }) => hour >= fromHour && hour < toHour)?.rate ?? quietRate;
}

/** How episodes begin: per bin of five minutes, while healthy, the chance per millisecond. */
export interface Hazard {
  readonly perMs: Float64Array;
  readonly highest: number;
  /** Expected 503 rate by bin. */
  readonly rates: Float64Array;
  readonly startsPerDay: number;
}

/**
 * Solves for the starts that make the bands' averages come out, by Richardson-Lucy on a periodic day: first
 * against the steps of the table, then against the band averages alone, which it meets exactly.
 *
 * An episode lasts U(shortest, longest) minutes; inside it `overloaded` of all calls fail, outside `healthy`.
 */
export function fitHazard(fit: {
  readonly minutes: readonly [number, number];
  readonly overloaded: number;
  readonly healthy: number;
}): Hazard {
  const kernel = stillRunning(fit.minutes);
  const wanted = Float64Array.from({ length: binCount }, (_, bin) => {
    const rate = bandRate((bin + 0.5) * binMinutes * minuteMs);
    return Math.max(1e-4, (rate - fit.healthy) / (fit.overloaded - fit.healthy));
  });
  let starts = new Float64Array(binCount).fill(0.01);
  for (let round = 0; round < 600; round += 1) {
    const running = convolve(starts, kernel, 1);
    const ratio =
      round < 300 ? wanted.map((share, bin) => share / (running[bin] ?? 1)) : byBand(wanted, running);
    const correction = convolve(ratio, kernel, -1);
    const weight = kernel.reduce((sum, part) => sum + part, 0);
    starts = starts.map((start, bin) => (start * (correction[bin] ?? 0)) / weight);
  }
  const running = convolve(starts, kernel, 1);
  const perMs = starts.map(
    (start, bin) => start / (binMinutes * minuteMs) / Math.max(0.05, 1 - (running[bin] ?? 0)),
  );
  return {
    perMs,
    highest: Math.max(...perMs),
    rates: running.map((share) => fit.healthy + (fit.overloaded - fit.healthy) * share),
    startsPerDay: starts.reduce((sum, start) => sum + start, 0),
  };
}

/** Chance that an episode begun somewhere in a bin runs at a random moment of the j-th bin after it. */
function stillRunning([shortest, longest]: readonly [number, number]): Float64Array {
  const survives = (minutes: number): number =>
    minutes < shortest ? 1 : Math.max(0, (longest - minutes) / (longest - shortest));
  const steps = 40;
  const length = Math.ceil(longest / binMinutes) + 1;
  return Float64Array.from({ length }, (_, bins) => {
    let sum = 0;
    for (let i = 0; i < steps; i += 1) {
      for (let j = 0; j < steps; j += 1) {
        const age = bins + (i - j) / steps;
        if (age > 0 || (bins === 0 && i === j)) sum += survives(age * binMinutes);
      }
    }
    return sum / steps ** 2;
  });
}

function convolve(signal: Float64Array, kernel: Float64Array, direction: 1 | -1): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: binCount }, (_, bin) =>
    kernel.reduce(
      (sum, part, lag) => sum + part * (signal[(bin - direction * lag + 2 * binCount) % binCount] ?? 0),
      0,
    ),
  );
}

/** Each bin's band, wanted over reached: the same number throughout a band. */
function byBand(wanted: Float64Array, reached: Float64Array): Float64Array<ArrayBuffer> {
  const sums = new Map<number, { wanted: number; reached: number }>();
  const bandOf = (bin: number): number => bandRate((bin + 0.5) * binMinutes * minuteMs);
  for (const [bin, share] of wanted.entries()) {
    const sum = sums.get(bandOf(bin)) ?? { wanted: 0, reached: 0 };
    sums.set(bandOf(bin), { wanted: sum.wanted + share, reached: sum.reached + (reached[bin] ?? 0) });
  }
  return wanted.map((_, bin) => {
    const sum = sums.get(bandOf(bin));
    return sum === undefined ? 1 : sum.wanted / sum.reached;
  });
}
