/** One operation, measured. */
export interface Cost {
  readonly name: string;
  readonly minNs: number;
  readonly p75Ns: number;
  readonly avgNs: number;
  /** Allocated per operation; NaN where it was not measured. */
  readonly bytes: number;
}

/** A Markdown table, a line an operation. */
export function costTable(costs: readonly Cost[]): string {
  const rows = costs.map(({ name, minNs, p75Ns, avgNs, bytes }) =>
    [name, ns(minNs), ns(p75Ns), ns(avgNs), Number.isNaN(bytes) ? '-' : bytes.toFixed(0)].join(' | '),
  );
  return [
    '| operation | min | p75 | mean | bytes |',
    '| --- | --: | --: | --: | --: |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function ns(value: number): string {
  return value < 1_000 ? `${value.toFixed(0)} ns` : `${(value / 1_000).toFixed(2)} µs`;
}
