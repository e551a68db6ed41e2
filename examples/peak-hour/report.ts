import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';

/** Colour on a terminal only: a log file or a pipe gets plain text. */
export const paint: ReturnType<typeof colors.createColors> = colors.createColors(
  process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
);

/** One call as the client saw it. */
export interface CallReport {
  readonly time: string;
  readonly via: string;
  readonly asked: string;
  /** Undefined when the call failed. */
  readonly answered: string | undefined;
  readonly why: string;
  readonly ms: number;
  /** Whether the primary alone would have answered at the same moment; undefined when nobody asked it. */
  readonly alone: boolean | undefined;
  /** What the client was told of a degraded answer. */
  readonly headers: string | undefined;
}

const widths = [8, 9, 27, 27, 24, 7];

export function heading(): string {
  return paint.dim(row(['Beijing', 'route', 'asked', 'answered', 'why', 'ms']));
}

export function line(call: CallReport): string {
  const degraded = call.answered !== undefined && call.answered !== call.asked;
  const answered = call.answered ?? 'nobody';
  const colour = call.answered === undefined ? paint.red : degraded ? paint.yellow : paint.green;
  return row([call.time, call.via, call.asked, colour(answered), call.why, String(Math.round(call.ms))]);
}

/** Success with and without failover, who answered how often, how often a breaker opened. */
export function summary(
  calls: readonly CallReport[],
  openings: ReadonlyMap<string, { readonly opened: number; readonly probes: number }>,
): string {
  const served = Map.groupBy(calls, ({ answered }) => answered ?? 'nobody');
  const counted = calls.filter(({ alone }) => alone !== undefined);
  const lines = [
    `success with failover     ${percent(calls.filter(({ answered }) => answered !== undefined).length, calls.length)}`,
    `the primary alone         ${percent(counted.filter(({ alone }) => alone).length, counted.length)}`,
    '',
    ...[...served].map(([model, list]) => `${model.padEnd(26)}${percent(list.length, calls.length)}`),
    '',
    ...(openings.size === 0 ? ['no breaker opened'] : []),
    ...[...openings].map(
      ([model, { opened, probes }]) =>
        `breaker of ${model}: opened ${times(opened)}, ${probes} ${probes === 1 ? 'probe' : 'probes'} found it still down`,
    ),
  ];
  const failed = calls.filter(({ answered }) => answered === undefined);
  if (failed.length > 0) lines.push('', 'failed:', ...failed.map(({ time, why }) => `  ${time}  ${why}`));
  return lines.map((text) => `  ${text}`.trimEnd()).join('\n');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function percent(part: number, whole: number): string {
  return whole === 0
    ? 'not measured'
    : `${((100 * part) / whole).toFixed(1).padStart(5)} %  (${part} of ${whole})`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => pad(cell, widths[column] ?? 0, column === widths.length - 1)).join(' ');
}

/** Colour codes take no room. */
function pad(cell: string, width: number, right: boolean): string {
  const room = ' '.repeat(Math.max(0, width - stripVTControlCharacters(cell).length));
  return right ? room + cell : cell + room;
}
