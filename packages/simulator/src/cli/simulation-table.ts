import { rows } from '../report/rows.ts';
import type { SimulationReport } from '../simulate/simulation-report.ts';
import type { Paint } from './format.ts';

/** The report as a table for a terminal, the answer first. */
export function simulationTable(report: SimulationReport, paint: Paint): string {
  const { yours, documented, none, verdict, from, days, rps, profile, seed } = report;
  const scores = [yours, documented, none];
  const lines = [
    ['', ...scores.map(({ name }) => name)],
    ...rows.map(({ label, value }) => [label, ...scores.map(value)]),
  ];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const table = lines.map((cells, line) => {
    const padded = cells.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const text = padded.join('   ').trimEnd();
    return line === 0 ? paint('bold', text) : text;
  });
  const facts = `${days} ${days === 1 ? 'day' : 'days'} from ${from.slice(0, 10)} (Beijing), ${rps} ${rps === 1 ? 'request' : 'requests'} a second, profile ${profile}, seed ${seed}`;
  const unpriced = report.models.filter((model) => !Object.hasOwn(report.prices, model));
  const notes = [
    ...noteOn(
      report.unknownModels,
      (names) => `The profile does not know ${names}: they behave like its others.`,
    ),
    ...noteOn(unpriced, (names) => `No price is known of ${names}: in the cost they are free.`),
  ].map((note) => paint('yellow', note));
  const below = notes.length === 0 ? [] : ['', ...notes];
  return [paint('bold', verdict), paint('dim', facts), '', ...table, ...below].join('\n');
}

function noteOn(models: readonly string[], say: (names: string) => string): string[] {
  return models.length === 0 ? [] : [say(models.join(', '))];
}
