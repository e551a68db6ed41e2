import { spawnSync } from 'node:child_process';
import { createFailover } from '@failsoft/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { summary } from './report.ts';
import { startServer } from './server.ts';

function start(args: readonly string[], env: Readonly<Record<string, string>>): [number | null, string] {
  const main = new URL('main.ts', import.meta.url).pathname;
  // Without the environment of this process: a real upstream in it would be asked.
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
  return [status, stderr];
}

test.each([
  [['--bogus'], {}, 2, "Unknown option '--bogus'\nUsage: "],
  [['--seed', 'x'], {}, 2, '"x" is not a number of 0 or more.\nUsage: '],
  [['--once'], { FAILSOFT_BASE_URL: 'http://127.0.0.1:1/v1' }, 1, 'FAILSOFT_API_KEY is missing: '],
  [['--once'], { FAILSOFT_API_KEY: 'k' }, 1, 'FAILSOFT_BASE_URL is missing: '],
])('%j with %j ends with a sentence', (args, env, status, sentence) => {
  const [ended, said] = start(args, env);
  expect(ended).toBe(status);
  expect(said.startsWith(sentence)).toBe(true);
  expect(said).not.toContain('    at ');
});

test('the own route asks for JSON, and tells of a failure in one sentence', async () => {
  const print = vi.spyOn(console, 'error');
  onTestFinished(() => print.mockRestore());
  const upstream = { baseURL: 'http://127.0.0.1:1/v1', apiKey: 'k' };
  const server = await startServer(createFailover({ models: ['a'], ...upstream }), upstream, 0);
  onTestFinished(() => server.close());
  const ask = async (type: string, body: string): Promise<[number, string]> => {
    const headers = { 'content-type': type };
    const response = await fetch(`${server.url}/posters`, { method: 'POST', headers, body });
    return [response.status, await response.text()];
  };
  expect(await ask('text/plain', 'a hat')).toEqual([400, 'Send JSON such as {"prompt":"a lighthouse"}.']);
  expect(await ask('application/json', '{"prompt":"a hat"}')).toEqual([
    503,
    'No model of the chain can answer now. Try again later.',
  ]);
  expect(print).not.toHaveBeenCalled();
});

test('one probe is one probe', () => {
  expect(summary([], new Map([['a', { opened: 1, probes: 1 }]]))).toContain('1 probe found it still down');
});
