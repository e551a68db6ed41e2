import type { Command } from 'commander';
import { DEFAULT_START } from '../episodes/beijing-time.ts';
import { readHost, readLatency, readMoment, readPort, readSpeed } from './read-option.ts';

/** What every command has that serves until Ctrl-C. */
export interface ListenOptions {
  readonly start: string;
  readonly speed: number;
  readonly port: number;
  readonly host: string;
  readonly latency?: number;
  readonly record?: string;
  readonly json?: true;
}

/** @param latency how long answers take when nothing is said of it */
export function addListenOptions(command: Command, latency: string): Command {
  return command
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
    .option('--host <address>', 'address to listen on', readHost, '127.0.0.1')
    .option('--latency <ms>', `simulated milliseconds of every answer (default: ${latency})`, readLatency)
    .option('--record <file>', 'append a line of JSON for each request, for failsoft-sim replay')
    .option('--json', 'print a line of JSON for each request');
}
