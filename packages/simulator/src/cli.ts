#!/usr/bin/env node
import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { planCommand } from './cli/plan.ts';
import { replayCommand } from './cli/replay.ts';
import { serveCommand } from './cli/serve.ts';
import { simulateCommand } from './cli/simulate.ts';
import { verifyCommand } from './cli/verify.ts';
import { SimulatorOptionsError } from './errors.ts';

// `failsoft-sim plan | head` closes the pipe early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const program = new Command('failsoft-sim')
  .description(
    "Tonight's peak hour on your machine: a simulated AI upstream that is overloaded as documented.",
  )
  .version(packageJson.version)
  .showHelpAfterError('(failsoft-sim --help explains every option)')
  .addCommand(serveCommand())
  .addCommand(planCommand())
  .addCommand(simulateCommand())
  .addCommand(verifyCommand())
  .addCommand(replayCommand())
  .addHelpText(
    'after',
    `
Examples:
  $ failsoft-sim plan --date 2026-02-19 --days 7      when will it be overloaded?
  $ failsoft-sim serve --speed 60                     an hour a minute, from 20:00 Beijing time
  $ failsoft-sim simulate ./models.ts --html report.html  does your own configuration survive?
  $ failsoft-sim verify                               are the overloads the documented ones?
  $ failsoft-sim serve --start 2026-02-19T09:00 --latency 0 --json`,
  );
// Subcommands that are built apart do not inherit it.
for (const command of program.commands) command.copyInheritedSettings(program);

try {
  await program.parseAsync();
} catch (error) {
  // Only what the caller can put right is a sentence; anything else is a fault of ours and keeps its stack.
  if (!(error instanceof SimulatorOptionsError)) throw error;
  program.error(`error: ${error.message}`);
}
