import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { playRound } from './round.ts';

const HELP = `A night of the laws: every property test, again and again, each time from another seed. Prints the seed of each
round; the first law that does not hold ends it with exit code 1, its seed and the line that repeats it.

  pnpm night --minutes 480              until morning, which is the default
  pnpm night --seed 123 --minutes 0     one round, from this seed
  pnpm night --runs 5000 packages/core  so many cases of each law, of files with this in their names`;

const { values, positionals } = readArguments();
if (values.help === true) {
  console.log(HELP);
  process.exit(0);
}
const minutes = readNumber('minutes', values.minutes, 0);
const runs = values.runs === undefined ? undefined : readNumber('runs', values.runs, 1);
const firstSeed = values.seed === undefined ? undefined : readNumber('seed', values.seed, -(2 ** 31));

const files = globSync('{packages,examples,scripts}/**/*.test.ts', {
  exclude: (name) => name === 'node_modules',
})
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .filter((file) => readFileSync(file, 'utf8').includes('fc.assert('));
// The laws of the adapters stand in their kit, among sentences that no seed changes.
const adapters = ['express', 'koa', 'hono'].map((name) => `packages/${name}`);
const parts = [files, ...(positionals.length === 0 ? [[...adapters, '-t', 'law']] : [])].filter(
  (filters) => filters.length > 0,
);

if (parts.length === 0) {
  console.error(`No file with a property is named like ${positionals.join(' or ')}.`);
  process.exit(2);
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

const startedAt = performance.now();
const total = new Map<string, number>();
let round = 0;

try {
  do {
    round += 1;
    const seed = round === 1 && firstSeed !== undefined ? firstSeed : randomInt(2 ** 31);
    console.log(`round ${round}, seed ${seed}, ${elapsed()}`);
    for (const filters of parts) {
      const { passed, output, cases, replays } = await playRound({ filters, seed, runs }, interrupted.signal);
      for (const [law, count] of cases) total.set(law, (total.get(law) ?? 0) + count);
      if (passed) continue;
      console.log(output);
      console.log(`A law does not hold, seed ${seed}. To see it again:\n${replays.join('\n')}`);
      process.exitCode = 1;
    }
  } while (process.exitCode !== 1 && performance.now() - startedAt < minutes * 60_000);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}

for (const [law, count] of total) console.log(`${String(count).padStart(10)}  ${law}`);
const sum = [...total.values()].reduce((all, count) => all + count, 0);
console.log(`${sum} cases of ${total.size} laws in ${round} rounds, ${elapsed()}.`);

function readArguments(): {
  readonly values: {
    readonly minutes: string;
    readonly seed?: string;
    readonly runs?: string;
    readonly help?: boolean;
  };
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '480' },
        seed: { type: 'string' },
        runs: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !code.startsWith('ERR_PARSE_ARGS_')) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function elapsed(): string {
  return `${((performance.now() - startedAt) / 60_000).toFixed(1)} min`;
}

function readNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value;
  console.error(`--${name} is ${JSON.stringify(text)}, but must be a number of at least ${least}.`);
  process.exit(2);
}
