#!/usr/bin/env node
import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { classifyCommand } from './classify-command.ts';

// `failsoft classify | head` closes the pipe early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const program = new Command('failsoft')
  .description('For the moment when an AI model answers with an error.')
  .version(packageJson.version)
  .showHelpAfterError('(failsoft --help explains every option)')
  .addCommand(classifyCommand());
// Subcommands that are built apart do not inherit it.
for (const command of program.commands) command.copyInheritedSettings(program);
await program.parseAsync();
