import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** One run of vitest over some of the laws. */
export interface Round {
  /** What vitest is asked to run: files, and perhaps `-t`. */
  readonly filters: readonly string[];
  readonly seed: number;
  /** Cases of each law, instead of as many as it says itself. */
  readonly runs: number | undefined;
}

/** What came of a round. */
export interface RoundResult {
  readonly passed: boolean;
  readonly output: string;
  /** Cases by law. */
  readonly cases: ReadonlyMap<string, number>;
  /** One line for each test that failed: it repeats the very case. */
  readonly replays: readonly string[];
}

/** What of vitest's JSON report is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs the laws once. A round in which no law was tried has not passed. */
export async function playRound(round: Round, signal: AbortSignal): Promise<RoundResult> {
  const folder = await mkdtemp(join(tmpdir(), 'failsoft-night-'));
  const [log, report] = [join(folder, 'laws.jsonl'), join(folder, 'report.json')];
  const env = environmentOf(round);
  try {
    const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const child = spawn('node_modules/.bin/vitest', ['run', ...round.filters, ...args], {
      env: { ...process.env, ...env, FAILSOFT_PROPERTY_LOG: log },
      signal,
    });
    // An abort is told by its own reason below.
    child.on('error', () => undefined);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    signal.throwIfAborted();
    const cases = readCases(await readFile(log, 'utf8').catch(() => ''));
    return {
      passed: child.exitCode === 0 && cases.size > 0,
      output: cases.size > 0 ? out + err : `${out}${err}\nNo law was tried.`,
      cases,
      replays: child.exitCode === 0 ? [] : await readReplays(report, env),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function environmentOf({ seed, runs }: Round): Record<string, string> {
  return {
    FAILSOFT_PROPERTY_SEED: String(seed),
    ...(runs === undefined ? {} : { FAILSOFT_PROPERTY_RUNS: String(runs) }),
  };
}

function readCases(log: string): Map<string, number> {
  const cases = new Map<string, number>();
  for (const line of log.split('\n').filter((line) => line !== '')) {
    // Lines of repeatable-properties.ts.
    const entry = JSON.parse(line) as { readonly law: string; readonly cases: number };
    cases.set(entry.law, (cases.get(entry.law) ?? 0) + entry.cases);
  }
  return cases;
}

async function readReplays(report: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  // vitest's own report, if it came so far.
  const { testResults } = JSON.parse(
    await readFile(report, 'utf8').catch(() => '{"testResults":[]}'),
  ) as Report;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) =>
        [...variables, 'npx -y pnpm@12 exec vitest run', file, '-t', quoted(fullName)].join(' '),
      ),
  );
}

/** A title is a pattern to vitest, and here a word to a shell. */
function quoted(title: string): string {
  const pattern = title.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return `'${pattern.replaceAll("'", String.raw`'\''`)}'`;
}
