import { Command, Option } from 'commander';
import { DEFAULT_START, formatBeijing } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { DEFAULT_SEED, type SimulatorOptions } from '../options.ts';
import { profileNames, type ProfileName } from '../profile/named-profiles.ts';
import { startSimulator, type SimulatorServer, type SimulatorServerOptions } from '../server.ts';
import { fromTo, paint, requestLine } from './format.ts';
import { readLatency, readMoment, readPort, readSeed, readSpeed } from './read-option.ts';

interface ServeOptions extends Pick<SimulatorServerOptions, 'latency'> {
  readonly seed: number;
  readonly start: string;
  readonly speed: number;
  readonly port: number;
  readonly host: string;
  readonly profile: ProfileName;
  readonly json?: true;
}

/** `failsoft-sim serve`: the upstream on a real port, a line a request. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve a simulated upstream on a real port until Ctrl-C')
    .option('--seed <integer>', 'the same seed and date give the same episodes', readSeed, DEFAULT_SEED)
    .option(
      '--start <date>',
      'simulated date to begin at; Beijing time without a zone',
      readMoment,
      DEFAULT_START,
    )
    .option(
      '--speed <factor>',
      'how fast simulated time passes: 60 makes an hour last a minute',
      readSpeed,
      1,
    )
    .option('--port <number>', 'port to listen on; 0 takes any free one', readPort, 4010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--latency <ms>', 'simulated milliseconds of every answer (default: as documented)', readLatency)
    .addOption(
      new Option('--profile <name>', 'calm has no overloads but ordered ones, harsh has all kinds of trouble')
        .choices(profileNames)
        .default('documented'),
    )
    .option('--json', 'a line of JSON for each request')
    .addHelpText('after', '\nExample:\n  $ failsoft-sim serve --start 2026-02-19T20:00 --speed 60')
    .action(serve);
}

async function serve({ json, ...options }: ServeOptions): Promise<void> {
  let modelWidth = 0;
  const onEntry: SimulatorOptions['onEntry'] = (entry) =>
    console.log(
      json ? JSON.stringify({ event: 'request', ...entry }) : requestLine(entry, modelWidth, paint),
    );
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
      : welcome(server, options),
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
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new SimulatorOptionsError(
        `Nothing can listen on ${options.host} port ${options.port} here (${code}).`,
      );
    }
    throw error;
  }
}

function welcome(
  { url, baseURL, simulator }: SimulatorServer,
  { seed, speed, profile }: ServeOptions,
): string {
  const { clock, models } = simulator;
  const model = models[0] ?? '';
  const now = clock.wallNow();
  const ahead = simulator
    .timeline({ from: new Date(now), days: 1 / 6 })
    .map((e) => `    ${e.model} ${fromTo(e)}`);
  return [
    `A simulated AI upstream listens at ${paint('bold', baseURL)}`,
    `  It is ${formatBeijing(now).slice(0, 16).replace('T', ' ')} in Beijing, time passes ${speed} times as fast, seed ${seed}, profile ${profile}.`,
    `  Overloaded within four hours:${ahead.length === 0 ? ' none' : ''}`,
    ...ahead,
    '',
    '  Ask it:',
    `    curl -i ${baseURL}/images/generations -d '{"model":"${model}","prompt":"a lighthouse"}'`,
    `    curl -N ${baseURL}/chat/completions -d '{"model":"${models[1] ?? model}","stream":true,"messages":[{"role":"user","content":"Hello"}]}'`,
    '  Steer it:',
    `    curl ${url}/__sim/outage -d '{"model":"${model}","minutes":30}'`,
    `    curl ${url}/__sim/clock -d '{"advance":600000}'`,
    `    curl ${url}/__sim/state`,
    paint('dim', '  Ctrl-C stops it.'),
    '',
  ].join('\n');
}
