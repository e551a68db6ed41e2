import { appendFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { formatBeijing } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { DEFAULT_SEED, type SimulatorOptions } from '../options.ts';
import { profileNames, type ProfileName } from '../profile/named-profiles.ts';
import { startSimulator, type SimulatorServer, type SimulatorServerOptions } from '../server.ts';
import { traceLine } from '../trace/trace.ts';
import { assertWritable } from './assert-writable.ts';
import { paint, requestLine } from './format.ts';
import { readSeed } from './read-option.ts';
import { addListenOptions, type ListenOptions } from './serve-options.ts';
import { welcome } from './welcome.ts';

interface ServeOptions extends ListenOptions {
  readonly seed: number;
  readonly profile: ProfileName;
}

/** `failsoft-sim serve`: the upstream on a real port, a line a request. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('serve a simulated upstream on a real port until Ctrl-C')
    .option('--seed <integer>', 'the same seed and date give the same episodes', readSeed, DEFAULT_SEED)
    .addOption(
      new Option('--profile <name>', 'calm has no overloads but ordered ones, harsh has all kinds of trouble')
        .choices(profileNames)
        .default('documented'),
    );
  return addListenOptions(command, 'as documented')
    .addHelpText(
      'after',
      `
Examples:
  $ failsoft-sim serve --start 2026-02-19T20:00 --speed 60
  $ failsoft-sim serve --profile harsh --record trace.jsonl`,
    )
    .action(serveUntilStopped);
}

/** Serves, tells of each request, and ends on a signal. */
export async function serveUntilStopped({
  json,
  record,
  ...options
}: ServeOptions & Pick<SimulatorOptions, 'trace'>): Promise<void> {
  if (record !== undefined) assertWritable('record', record);
  let modelWidth = 0;
  const onEntry: SimulatorOptions['onEntry'] = (entry) => {
    // At once and in order: what was answered is on disk when the process is killed.
    if (record !== undefined) appendFileSync(record, `${traceLine(entry)}\n`);
    console.log(
      json ? JSON.stringify({ event: 'request', ...entry }) : requestLine(entry, modelWidth, paint),
    );
  };
  const server = await start({ ...options, onEntry });
  modelWidth = Math.max(...server.simulator.models.map((model) => model.length));

  const { seed, profile, speed } = options;
  const now = formatBeijing(server.simulator.clock.wallNow());
  console.log(
    json
      ? JSON.stringify({
          event: 'listening',
          url: server.url,
          baseURL: server.baseURL,
          seed,
          profile,
          time: now,
          speed,
        })
      : welcome(server, options, paint),
  );
  const stop = (): void => void server.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function start(options: SimulatorServerOptions): Promise<SimulatorServer> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new SimulatorOptionsError(
        `port ${options.port} is taken. Choose another with --port; 0 takes any free one.`,
      );
    }
    if (code === 'EACCES') {
      throw new SimulatorOptionsError(
        `port ${options.port} is not for everybody to listen on. Choose one from 1024 upwards with --port.`,
      );
    }
    throw error;
  }
}
