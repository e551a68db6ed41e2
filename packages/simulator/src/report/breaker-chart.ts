import type { Score, SimulationReport } from '../simulate/simulation-report.ts';
import { FAILED, hourTicks, toChart, type Chart } from './chart.ts';
import { breakerSpans, knownUntil, overloadSpans } from './spans.ts';

// The later lies above the earlier: no opening is hidden. The more is kept from the primary, the higher.
const states = [
  { name: 'closed', fill: 'var(--closed)', high: 0.2 },
  { name: 'recovering', fill: 'var(--recovering)', high: 0.6 },
  { name: 'isolated', fill: 'var(--muted)', high: 1 },
  { name: 'open', fill: 'var(--open)', high: 1 },
];

/** When the primary was overloaded on the first day, and what its breakers made of that. */
export function breakerChart(report: SimulationReport): Chart {
  const overloads = overloadSpans(report).map((span) => ({ ...span, fill: FAILED }));
  const isCut = (score: Score): boolean => knownUntil(report, score) < 1;
  const breakers = [report.yours, report.documented].map((score) => {
    const bars = states.flatMap(({ name, ...look }) =>
      breakerSpans(report, score, name).map((span) => ({ ...span, ...look })),
    );
    return { name: `${score.name}${isCut(score) ? ' (recorded part)' : ''}`, bars };
  });
  const meaning =
    overloads.length === 0
      ? 'Without an overload each opening is a false one.'
      : 'A breaker that follows the overload closely neither wastes calls nor the primary.';
  const cut = [report.yours, report.documented].some(isCut)
    ? ' Of a breaker that turned thousands of times only the first turns are recorded.'
    : '';
  return toChart({
    title: 'The primary’s breaker on the first day',
    caption: `By the hour in Beijing; what is short is drawn two pixels wide.${cut} ${meaning}`,
    rows: [
      { name: overloads.length === 0 ? 'primary overloaded: never' : 'primary overloaded', bars: overloads },
      ...breakers,
    ],
    height: 22,
    ticks: hourTicks,
    keepShort: true,
    legend: [{ name: 'overloaded', fill: FAILED }, ...states],
  });
}
