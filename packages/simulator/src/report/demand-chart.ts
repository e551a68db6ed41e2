import type { SimulationReport } from '../simulate/simulation-report.ts';
import { FAILED, hourTicks, ofHour, percentTicks, REQUESTS, toChart, type Chart } from './chart.ts';

/** How busy each hour is, and what it would be without any failover. */
export function demandChart({ none }: SimulationReport): Chart {
  const hours = none.hours.filter(({ requests }) => requests > 0);
  const busiest = Math.max(...hours.map(({ requests }) => requests));
  const requests = hours.map((each) => ({
    ...ofHour(each.hour),
    high: each.requests / busiest,
    fill: REQUESTS,
  }));
  const failures = hours
    .filter(({ failed }) => failed > 0)
    .map((each) => ({ ...ofHour(each.hour), high: each.failed / each.requests, fill: FAILED }));
  return toChart({
    title: 'Demand, and how often the primary alone fails',
    caption: 'By the hour in Beijing, over all days.',
    rows: [
      { name: 'requests', bars: requests },
      { name: failures.length === 0 ? 'primary fails: never' : 'primary fails', bars: failures },
    ],
    height: 72,
    ticks: hourTicks,
    sideTicks: percentTicks(1),
    legend: [
      { name: 'requests, as a share of the busiest hour’s', fill: REQUESTS },
      { name: 'share of them that gets no picture from the primary alone', fill: FAILED },
    ],
  });
}
