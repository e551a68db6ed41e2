import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { DEFAULT_SEED } from '../options.ts';
import { profileNames, type ProfileName } from '../profile/named-profiles.ts';
import { renderReport } from '../report/report-page.ts';
import { simulate } from '../simulate/simulate.ts';
import { assertWritable } from './assert-writable.ts';
import { paint } from './format.ts';
import { loadFactory } from './load-factory.ts';
import { showProgress } from './progress.ts';
import { readDays, readMoment, readRps, readSeed, readShare, readStandIn } from './read-option.ts';
import { simulationTable } from './simulation-table.ts';

interface SimulateOptions {
  readonly days: number;
  readonly rps: number;
  readonly seed: number;
  readonly from: string;
  readonly profile: ProfileName;
  readonly behaveLike?: Readonly<Record<string, string>>;
  readonly html?: string;
  readonly json?: true;
  readonly minSuccess?: number;
  readonly minPrimary?: number;
}

/** `failsoft-sim simulate`: does a configuration survive? */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run your own createFailover through simulated days, beside none and the documented breaker')
    .argument(
      '<module>',
      'a file whose default export is ({ clock, random, fetch }) => createFailover({ ... })',
    )
    .option('--days <number>', 'how many days', readDays, 1)
    .option('--rps <number>', 'requests a second', readRps, 1)
    .option('--seed <integer>', 'the same seed gives the same report', readSeed, DEFAULT_SEED)
    .option('--from <date>', 'first day, in Beijing', readMoment, '2026-02-19')
    .addOption(
      new Option('--profile <name>', 'how the upstream behaves').choices(profileNames).default('documented'),
    )
    .option(
      '--behave-like <name=model>',
      'which model of the profile a name stands for; may be repeated',
      readStandIn,
    )
    .option('--html <file>', 'write the report with its pictures to a file')
    .option('--json', 'the whole report as JSON')
    .option('--min-success <share>', 'fail when a smaller share of requests is answered', readShare)
    .option('--min-primary <share>', 'fail when the primary, while well, answers a smaller share', readShare)
    .addHelpText(
      'after',
      `
The module, as your app would write it, with three things handed on:
  import { createFailover } from '@failsoft/core';
  export default ({ clock, random, fetch }) =>
    createFailover({ models: ['gemini-3-pro-image-preview', 'seedream-4.5'], clock, random, fetch });

Examples:
  $ failsoft-sim simulate ./models.ts --html report.html
  $ failsoft-sim simulate ./models.ts --profile harsh --days 3 --min-success 0.9999`,
    )
    .action(run);
}

async function run(path: string, options: SimulateOptions): Promise<void> {
  const { html, json, minSuccess, minPrimary, ...simulation } = options;
  if (html !== undefined) assertWritable('html', html);
  const failover = await loadFactory(path);
  const progress = showProgress('Simulating');
  const report = await simulate({ ...simulation, failover, onProgress: progress.update }).finally(
    progress.end,
  );
  if (html !== undefined) await writeFile(html, renderReport(report));
  console.log(json ? JSON.stringify(report, null, 2) : simulationTable(report, paint));
  if (html !== undefined && !json) console.log(`\nThe report with its pictures: ${html}`);

  const expected = [
    { name: 'answered', value: report.successRate, least: minSuccess },
    { name: 'by the primary while well', value: report.primaryShare, least: minPrimary },
  ];
  for (const { name, value, least } of expected) {
    if (least === undefined || value >= least) continue;
    console.error(`expected at least ${least} ${name}, but it was ${value}`);
    process.exitCode = 1;
  }
}
