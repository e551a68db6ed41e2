import type { HourScore, SimulationReport } from '../simulate/simulation-report.ts';
import {
  FAILED,
  hourTicks,
  ofHour,
  percentTicks,
  policiesOf,
  toChart,
  type Chart,
  type LegendEntry,
} from './chart.ts';
import type { Bar } from './draw-rows.ts';
import { seriesFill, stripesFor } from './series-fill.ts';

interface Answerer extends LegendEntry {
  count(hour: HourScore): number;
}

/** Who answered, one row for each way of calling models. */
export function servedChart(report: SimulationReport): Chart {
  const policies = policiesOf(report);
  // Whoever else may have answered comes after the chain.
  const names = new Set([...report.models, ...policies.flatMap(({ servedBy }) => Object.keys(servedBy))]);
  const answerers: Answerer[] = [
    ...[...names].map((name, index) => ({
      name,
      fill: seriesFill(index),
      count: ({ servedBy }: HourScore) => servedBy[name] ?? 0,
    })),
    { name: 'nobody', fill: FAILED, count: ({ failed }) => failed },
  ];
  const chart = toChart({
    title: 'Who answered, hour by hour',
    caption: 'Shares of the requests of each hour in Beijing, over all days.',
    rows: policies.map(({ name, hours }) => ({
      name,
      bars: hours.flatMap((hour) => stack(hour, answerers)),
    })),
    height: 72,
    ticks: hourTicks,
    sideTicks: percentTicks(1),
    legend: answerers,
  });
  return { ...chart, definitions: stripesFor(names.size) };
}

/** The shares of one hour, one above the other. */
function stack(hour: HourScore, answerers: readonly Answerer[]): readonly Bar[] {
  let low = 0;
  return answerers.flatMap(({ fill, count }) => {
    const share = count(hour) / hour.requests;
    if (!(share > 0)) return [];
    const bar = { ...ofHour(hour.hour), low, high: low + share, fill };
    low = bar.high;
    return [bar];
  });
}
