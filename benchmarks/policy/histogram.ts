const perOctave = 32;
const size = 24 * perOctave;

/** Quantiles of times from 1 ms to four hours, to about 2 %. Constant memory. */
export interface Histogram {
  add(ms: number): void;
  /** Milliseconds; NaN when nothing was added. */
  quantile(share: number): number;
}

export function createHistogram(): Histogram {
  const counts = new Uint32Array(size);
  let total = 0;
  return {
    add(ms) {
      const slot = Math.min(size - 1, Math.max(0, Math.round(Math.log2(ms) * perOctave)));
      counts[slot] = (counts[slot] ?? 0) + 1;
      total += 1;
    },
    quantile(share) {
      let seen = 0;
      for (const [slot, count] of counts.entries()) {
        seen += count;
        if (count > 0 && seen >= share * total) return 2 ** (slot / perOctave);
      }
      return NaN;
    },
  };
}
