import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** The exit code and what was said, wherever. */
async function night(...args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const outcome = await run(process.execPath, [main, ...args]).catch((error: unknown) => error);
  const { code = 0, stdout = '', stderr = '' } = Object(outcome);
  return { code, out: String(stdout), err: String(stderr) };
}

test.each(['--help', '-h'])('%s explains every option', async (help) => {
  const { code, out, err } = await night(help);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const option of ['--minutes', '--seed', '--runs']) expect(out).toContain(option);
});

test.each([
  [['--hours', '8'], "Unknown option '--hours'"],
  [['--minutes'], "Option '--minutes <value>' argument missing"],
  [['--minutes', '-5'], "Option '--minutes' argument is ambiguous"],
  [['--minutes', 'many'], '--minutes is "many", but must be a number of at least 0.'],
  [['--minutes', '0', 'no/such/law'], 'No file with a property is named like no/such/law.'],
])('%j is refused with a sentence and no stack', async (args, message) => {
  const { code, err } = await night(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
});
