import type { Score } from '../simulate/simulation-report.ts';

/** A line of the comparison: what is measured, and how it reads. */
export interface Row {
  readonly label: string;
  readonly explain: string;
  readonly value: (score: Score) => string;
}

/** What a report compares, in the terminal and on the page. */
export const rows: readonly Row[] = [
  {
    label: 'answered',
    explain: 'share of the requests that got a picture',
    value: ({ successRate }) => percent(successRate, 3),
  },
  {
    label: 'by the primary while well',
    explain: 'of the requests that came while the primary was not overloaded',
    value: ({ primaryShare }) => percent(primaryShare, 1),
  },
  {
    label: 'calls while it is down',
    explain: 'calls to the overloaded primary for each request of that time',
    value: ({ callsWhileDown }) => callsWhileDown.toFixed(3),
  },
  {
    label: 'wasted calls',
    explain: 'upstream calls whose answer nobody got, for each request',
    value: ({ wastedCalls }) => wastedCalls.toFixed(3),
  },
  {
    label: 'median wait',
    explain: 'half of the answered users waited less',
    value: ({ latencyMs }) => seconds(latencyMs.p50),
  },
  {
    label: '99th percentile',
    explain: 'one answered user of a hundred waited longer',
    value: ({ latencyMs }) => seconds(latencyMs.p99),
  },
  {
    label: 'added wait, mean',
    explain: 'what was waited beyond the call that answered',
    value: ({ addedLatencyMs }) => seconds(addedLatencyMs.mean),
  },
  {
    label: 'cost of a picture',
    explain: 'US dollars, pictures that nobody got included',
    value: ({ costPerImage }) => (Number.isFinite(costPerImage) ? `$${costPerImage.toFixed(3)}` : 'none'),
  },
  {
    label: 'openings a day',
    explain: 'of all breakers together, from closed',
    value: ({ opensPerDay }) => opensPerDay.toFixed(1),
  },
  {
    label: 'without an overload',
    explain: 'openings of the primary’s breaker, from closed, while it was well, a day',
    value: ({ falseOpensPerDay }) => falseOpensPerDay.toFixed(1),
  },
];

function percent(share: number, digits: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : 'none';
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'none';
}
