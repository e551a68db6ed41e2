import { nineCells } from './cells.ts';
import type { LossPart } from './ledger.ts';
import type { CellResult } from './run-cell.ts';

const percent = (share: number): string => (100 * share).toFixed(2);
const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

const columns: readonly (readonly [title: string, value: (result: CellResult) => string])[] = [
  ['success %', ({ score }) => percent(score.successRate)],
  ['primary %', ({ score }) => percent(score.primaryShare)],
  ['down calls', ({ score }) => score.callsWhileDown.toFixed(3)],
  ['p50 s', ({ score }) => seconds(score.latencyMs.p50)],
  ['p95 s', ({ score }) => seconds(score.latencyMs.p95)],
  ['p99 s', ({ score }) => seconds(score.latencyMs.p99)],
  ['return s', ({ score }) => seconds(score.returnMs)],
  ['trips/h', ({ score }) => score.tripsPerHour.toFixed(2)],
  ['$/image', ({ score }) => score.costPerImage.toFixed(4)],
  ['burst lost', ({ score }) => String(score.burstFailures)],
  ['regret', ({ regret }) => regret.toFixed(3)],
  ['excess', ({ excess }) => excess.toFixed(3)],
];
const parts: readonly LossPart[] = ['wait', 'downgrade', 'failed', 'waste', 'refused'];

/** One cell: a line a policy. With `parts`, where the excess comes from as well. */
export function cellTable(results: readonly CellResult[], withParts: boolean): string {
  const oracle = results.at(-1)?.score;
  const titles = [
    'policy',
    ...columns.map(([title]) => title),
    ...(withParts ? parts.map((part) => `+${part}`) : []),
  ];
  const rows = results.map((result) => [
    result.policy,
    ...columns.map(([, value]) => value(result)),
    ...(withParts
      ? parts.map((part) => (result.score.lossBy[part] - (oracle?.lossBy[part] ?? 0)).toFixed(3))
      : []),
  ]);
  return aligned([titles, ...rows]);
}

/** Worst and mean excess over those of the nine cells that were run. */
export function summary(results: readonly CellResult[]): string {
  const judged = new Set(nineCells.map(({ name }) => name));
  const names = [...new Set(results.map(({ policy }) => policy))];
  const rows = names.map((name) => {
    const own = results.filter(({ policy, cell }) => policy === name && judged.has(cell));
    const excesses = own.map(({ excess }) => excess);
    const worst = Math.max(...excesses);
    const mean = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length;
    const where = own.find(({ excess }) => excess === worst)?.cell ?? '';
    return [name, worst.toFixed(3), mean.toFixed(3), where, String(own.length)];
  });
  return aligned([['policy', 'worst', 'mean', 'worst cell', 'cells'], ...rows]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
