import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { SimulatorOptionsError } from '../errors.ts';
import { DEFAULT_SEED } from '../options.ts';
import { parseTrace } from '../trace/trace.ts';
import { serveUntilStopped } from './serve.ts';
import { addListenOptions, type ListenOptions } from './serve-options.ts';

/** `failsoft-sim replay`: what was answered before is answered again. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('serve a recorded trace: the n-th request for a model comes to what the n-th came to')
    .argument('<trace>', 'a file of JSON lines, from serve --record or GET /__sim/trace');
  return addListenOptions(command, 'as recorded')
    .addHelpText(
      'after',
      `
Once a model's requests are used up it answers every further one with success.

Examples:
  $ curl http://127.0.0.1:4010/__sim/trace > trace.jsonl
  $ failsoft-sim replay trace.jsonl --latency 0`,
    )
    .action(replay);
}

async function replay(file: string, options: ListenOptions): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new SimulatorOptionsError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const trace = parseTrace(text);
  if (trace.length === 0) throw new SimulatorOptionsError(`${file} has no request in it.`);
  await serveUntilStopped({ ...options, seed: DEFAULT_SEED, profile: 'calm', trace });
}
