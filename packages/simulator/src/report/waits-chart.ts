import type { SimulationReport } from '../simulate/simulation-report.ts';
import { percentTicks, policiesOf, REQUESTS, toChart, type Chart } from './chart.ts';
import type { Tick } from './draw-rows.ts';

const SECONDS = [0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120];
// On a narrow screen two that are nearer than this run into each other.
const LEAST_APART = 0.13;

/** How the waits are spread, a row for each way of calling models: lines would hide each other. */
export function waitsChart(report: SimulationReport): Chart {
  const policies = policiesOf(report);
  const edges = report.latencyEdgesMs;
  const shares = policies.map(({ latencyCounts, requests }) =>
    latencyCounts.map((count) => count / requests),
  );
  const used = [...edges.keys()].filter((bin) => shares.some((own) => (own[bin] ?? 0) > 0));
  const first = used[0] ?? 0;
  const bins = (used.at(-1) ?? first) + 1 - first;
  const top = Math.max(0.1, Math.ceil(10 * Math.max(...shares.flat())) / 10);
  return toChart({
    title: 'How long users waited',
    caption: 'By the time until the answer. Each bar stands for a fifth more time than the one before it.',
    rows: policies.map(({ name }, row) => ({
      name,
      bars: used.flatMap((bin) => {
        const share = shares[row]?.[bin] ?? 0;
        const from = (bin - first) / bins;
        return share > 0 ? [{ from, to: from + 0.9 / bins, high: share / top, fill: REQUESTS }] : [];
      }),
    })),
    height: 72,
    ticks: timeTicks(edges.slice(first), bins),
    sideTicks: percentTicks(top),
    legend: [{ name: 'share of all requests', fill: REQUESTS }],
  });
}

/** Round numbers of seconds along so many bins, each of which is longer than the last by the same factor. */
function timeTicks([shortest = 1, next = 2]: readonly number[], bins: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const seconds of SECONDS) {
    const at = Math.log((1_000 * seconds) / shortest) / Math.log(next / shortest) / bins;
    const last = ticks.at(-1)?.at ?? -Infinity;
    if (at >= 0 && at <= 1 && at - last >= LEAST_APART) ticks.push({ at, text: `${seconds} s` });
  }
  return ticks;
}
