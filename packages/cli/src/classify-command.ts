import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { classify, type Verdict } from '@failsoft/core';
import { Command, Option } from 'commander';
import { languages } from './advice.ts';
import { readPasted, type Pasted } from './read-pasted.ts';
import { verdictText } from './verdict-text.ts';

interface Options {
  readonly lang: 'en' | 'zh';
  readonly json?: true;
}

/** `failsoft classify [file]`. */
export function classifyCommand(): Command {
  return new Command('classify')
    .description('Say what an AI error is, whom it affects, whether it cost anything, and what to do next.')
    .argument('[file]', 'a file with the error; without it, standard input')
    .addOption(new Option('--lang <language>', 'language').choices(['en', 'zh']).default(ofEnvironment()))
    .option('--json', 'the verdict as JSON')
    .addHelpText(
      'after',
      `
Give it whatever you have: the output of curl -i, a JSON body, an SDK's message, a stack trace.

  $ curl -si https://api.example.com/v1/images/generations ... | failsoft classify
  $ failsoft classify error.txt --lang zh
  $ pbpaste | failsoft classify --json | jq .kind`,
    )
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const pasted = file === undefined ? await fromInput() : await fromFile(file, command);
      if (pasted.trim() === '')
        command.error('error: nothing to classify. Pipe an error into it, or name a file.', { exitCode: 2 });
      const { form, evidence } = readPasted(pasted);
      const verdict = judge(evidence);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ ...verdict, readAs: form }, null, 2)}\n`
          : verdictText(verdict, form, languages[options.lang], process.stdout),
      );
    });
}

// A body without a status that names no fault is looked at as the answer that it then must be.
function judge(evidence: Pasted['evidence']): Verdict {
  const verdict = classify(evidence);
  if (verdict.kind !== 'unknown' || evidence.body === undefined || evidence.status !== undefined)
    return verdict;
  return classify({ ...evidence, status: 200 });
}

async function fromInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Paste the error, then press Ctrl-D.\n');
  return await text(process.stdin);
}

async function fromFile(file: string, command: Command): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    return command.error(
      `error: ${file} cannot be read (${reason}). Name a text file, or pipe the error into it.`,
      { exitCode: 2 },
    );
  }
}

function ofEnvironment(): 'en' | 'zh' {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  // POSIX: an empty variable is as good as none.
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh' : 'en';
}
