import { readFileSync, writeFileSync } from 'node:fs';
import { costTable, type Cost } from './cost-table.ts';
import { nineCells } from './policy/cells.ts';
import type { CellResult } from './policy/run-cell.ts';
import type { Provenance } from './provenance.ts';

// Writes docs/how-good.md from what the benchmarks have printed as JSON.
//
//   node benchmarks/policy/main.ts --cells nine,hangs@1,hangs@.05 --learn --json > policies.json
//   node benchmarks/policy/main.ts --cells full@100 --policies failsoft --learn --json > busy.json
//   node --expose-gc benchmarks/cost.ts --json > cost.json
//   node benchmarks/how-good.ts policies.json busy.json cost.json

type Figures = Provenance & { results: CellResult[] };
type Costs = Provenance & { costs: Cost[]; kibPerModel: number };

const [policiesFile, busyFile, costFile] = process.argv.slice(2);
// What these files hold is known from who wrote them.
const policies = read(policiesFile) as Figures;
const busy = read(busyFile) as Figures;
const cost = read(costFile) as Costs;

const judged = nineCells.map(({ name }) => name);
const oracleName = 'state oracle';
const names = [...new Set(policies.results.map(({ policy }) => policy))].filter(
  (name) => name !== oracleName,
);
const find = (policy: string, cell: string): CellResult | undefined =>
  [...policies.results, ...busy.results].find((one) => one.policy === policy && one.cell === cell);

const percent = (share: number | undefined, digits = 2): string =>
  share === undefined || Number.isNaN(share) ? '-' : `${(100 * share).toFixed(digits)} %`;
const fixed = (value: number | undefined, digits = 3): string =>
  // JSON has no NaN: a figure that does not exist came as null.
  typeof value === 'number' && Number.isFinite(value) ? value.toFixed(digits) : '-';

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = titles.map((_, index) => (index === 0 ? '---' : '--:'));
  return [titles, rule, ...rows].map(line).join('\n');
}

const excesses = (policy: string): number[] => judged.flatMap((cell) => find(policy, cell)?.excess ?? []);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const overview = table(
  [
    'policy',
    'worst excess',
    'mean excess',
    'answered',
    'primary while it is well',
    'calls to it while down',
    'p99',
  ],
  names
    .toSorted((a, b) => mean(excesses(a)) - mean(excesses(b)))
    .map((policy) => {
      const at = find(policy, 'full@1')?.score;
      return [
        policy,
        fixed(Math.max(...excesses(policy)), 2),
        fixed(mean(excesses(policy)), 2),
        percent(at?.successRate),
        percent(at?.primaryShare, 1),
        fixed(at?.callsWhileDown),
        `${fixed((at?.latencyMs.p99 ?? NaN) / 1_000, 1)} s`,
      ];
    }),
);

const ours = [...judged, 'hangs@1', 'hangs@.05', 'full@100'];
const cells = table(
  [
    'world and requests a second',
    'excess',
    'answered',
    'primary while well',
    'calls while down',
    'back after',
    'trips an hour',
    'good requests lost in bursts of bad ones',
  ],
  ours.flatMap((cell) => {
    const result = find('failsoft', cell);
    if (result === undefined) return [];
    const { excess, score } = result;
    return [
      [
        cell,
        fixed(excess),
        percent(score.successRate),
        percent(score.primaryShare),
        fixed(score.callsWhileDown),
        score.returnMs === null ? '-' : `${fixed(score.returnMs / 1_000, 0)} s`,
        fixed(score.tripsPerHour, 2),
        String(score.burstFailures),
      ],
    ];
  }),
);

// This package's own file.
const { dependencies: versions } = read(new URL('package.json', import.meta.url).pathname) as {
  dependencies: Record<string, string>;
};

const page = `# How good is it?

<!-- Written by benchmarks/how-good.ts from the benchmarks' own output. Do not edit: run it again. -->

How near does failover come to knowing the future? In simulated days every policy meets the same requests, the same outages and the same luck. Each request loses seconds: those it waits longer than the model that answers usually takes, 10 and more when a lesser model answers, 60 when it fails, 100 per dollar for pictures that nobody received. The *excess* is what a policy loses a request above a clairvoyant that knows at each instant which models are well.

The outages are those of the documented incident: the first model overloaded in episodes of 30 to 120 minutes, 35 to 45 % of the time at the busy hours, its answers 503, three in ten of them only after 5 to 30 s. \`full\`: 98 % of calls fail in an episode; \`partial\`: 60 %; \`iid\`: no episodes, every call fails by itself; \`fullSlow\`: every 503 is slow; \`short\`: episodes of 5 to 15 minutes; \`hangs\`: no answer at all. The number is requests a second. Other gateways are models of their documented rules, not the products.

## Beside others

Worst and mean over ${judged.length} worlds; the other columns at \`full@1\`. failsoft is told nothing: it learns each model's usual time by itself.

${overview}

\`${policies.command}\`, ${policies.node}, ${policies.machine}, ${policies.madeOn}.

## World by world

${cells}

Below 0 it loses less than the clairvoyant, which never asks a model that is likely to fail twice. The line \`full@100\`: \`${busy.command}\`.

## What it costs

${costTable(cost.costs)}

A model takes ${cost.kibPerModel.toFixed(1)} KiB, whatever the traffic. cockatiel ${versions['cockatiel'] ?? ''}, opossum ${versions['opossum'] ?? ''}, in one run: \`${cost.command}\`, ${cost.node}, ${cost.machine}, ${cost.madeOn}. The minimum says most: the machine was shared.
`;
writeFileSync(new URL('../docs/how-good.md', import.meta.url), page);

function read(file: string | undefined): unknown {
  if (file === undefined) throw new Error('Three files are needed: policies.json busy.json cost.json.');
  return JSON.parse(readFileSync(file, 'utf8'));
}
