import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
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
A request that the trace has not kept is answered with success in its place, and so is every one after the last.

Examples:
  $ curl http://127.0.0.1:4010/__sim/trace > trace.jsonl
  $ failsoft-sim replay trace.jsonl --latency 0`,
    )
    .action(replay);
}

async function replay(file: string, options: ListenOptions): Promise<void> {
  if (options.record !== undefined && resolve(options.record) === resolve(file)) {
    throw new SimulatorOptionsError(
      `record is ${options.record}, which is replayed itself and would grow. Name another file.`,
    );
  }
  let text: string;
  try {
    text = textOf(await readFile(file));
  } catch (error) {
    throw new SimulatorOptionsError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const trace = parseTrace(text);
  if (trace.length === 0) throw new SimulatorOptionsError(`${file} has no request in it.`);
  await serveUntilStopped({ ...options, seed: DEFAULT_SEED, profile: 'calm', trace });
}

/** A file's text. What older PowerShells write by `>` is UTF-16 and begins with a byte order mark. */
function textOf(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
