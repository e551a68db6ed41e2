import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

// Each test starts a process that simulates a day.
vi.setConfig({ testTimeout: 60_000 });

let folder = '';
const core = new URL('../../../core/src/index.ts', import.meta.url).href;
const module = (text: string, name = 'models.ts'): Promise<void> => writeFile(join(folder, name), text);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failsoft-simulate-'));
  await module(`import { createFailover } from '${core}';
export default ({ clock, random, fetch }) => createFailover({
  models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image'], baseURL: 'https://api.example.com/v1', clock, random, fetch });`);
  await module('export const nothing = 1;', 'nothing.ts');
  await module('export default () => { throw new Error("boom"); };', 'throws.ts');
  await module('export default () => ({});', 'empty.ts');
  await module('export default async () => { throw new Error("late"); };', 'rejects.ts');
  await module('export default () => ({ models: [], close() {} });', 'modelless.ts');
  await module('process.exit(0);', 'exits.ts');
  await module('await new Promise(() => {}); export default () => {};', 'waits.ts');
});
afterAll(() => rm(folder, { recursive: true }));

const simulate = (...args: string[]): ReturnType<typeof runCli> =>
  runCli(['simulate', join(folder, 'models.ts'), '--rps', '0.05', ...args]);

test('a module is judged in a table, and the report is written', async () => {
  const html = join(folder, 'report.html');
  const { code, out, err } = await simulate('--html', html);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('This configuration survives the day');
  expect(out).toMatch(/your configuration +documented breaker +no failover/);
  expect(await readFile(html, 'utf8')).toContain('<h1>Does this failover survive the peak hours?</h1>');
});

test('a name stands for a model of the profile, and one that nobody knows is told of', async () => {
  const chain = (first: string): string => `import { createFailover } from '${core}';
export default (given) => createFailover({ models: ['${first}', 'of-our-own'], baseURL: 'https://api.example.com/v1', ...given });`;
  await module(chain('best'), 'named.ts');
  const named = ['simulate', join(folder, 'named.ts'), '--rps', '0.01'];
  const { code, out } = await runCli([...named, '--behave-like', 'best=gemini-3-pro-image-preview']);
  expect(code).toBe(0);
  expect(out).toContain('The profile does not know of-our-own: they behave like its others');
  expect((await runCli(named)).err).toContain('The chain begins with "best", and the profile documented');
});

test('--json is the report', async () => {
  const { out } = await simulate('--json', '--days', '2', '--profile', 'iid');
  expect(JSON.parse(out)).toMatchObject({ days: 2, profile: 'iid', yours: { name: 'your configuration' } });
});

test('a simulation without a request fails with a sentence, not with a verdict', async () => {
  const { code, out, err } = await simulate('--rps', '0.000000001');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('no request came in 1 day. Raise rps or days.');
});

test('an expectation that is not met fails with a sentence', async () => {
  const { code, err } = await simulate('--min-success', '0.5', '--min-primary', '1');
  expect(code).toBe(1);
  expect(err).toMatch(/^expected at least 1 by the primary while well, but it was 0\.\d+\n$/);
});

test.each([
  [['throws.ts'], 'The factory threw: boom'],
  [['empty.ts'], 'The factory does not return what createFailover makes.'],
  [['nothing.ts'], 'exports no factory. Write: export default ({ clock, random, fetch }) =>'],
  [['missing.ts'], 'missing.ts cannot be imported: there is no such file.'],
  [['.'], 'is a folder. Name the file in it that exports the factory.'],
  [['rejects.ts'], 'must return the failover itself, not a promise.'],
  [['modelless.ts'], 'The factory does not return what createFailover makes.'],
  [['exits.ts'], 'The module ended the process, or waits for ever, before it exported its factory.'],
  [['waits.ts'], 'The module ended the process, or waits for ever, before it exported its factory.'],
  [['models.ts', '--days', '3651'], 'It must be an integer from 1 to 3650.'],
  [['models.ts', '--min-success', '99'], 'It must be from 0 to 1. For 99.9 % write 0.999.'],
  [['models.ts', '--behave-like', 'best'], 'It must be as in best=gemini-3-pro-image-preview.'],
  [
    ['models.ts', '--behave-like', 'best=gemini-3-pro'],
    'behaveLike.best is "gemini-3-pro", which is no model of the profile documented. There are: gemini-3-pro-image-preview, gemini-2.5-flash-image,',
  ],
  // Before anything is simulated: ten years would take hours.
  [
    ['models.ts', '--html', 'no/such/folder/report.html', '--days', '3650'],
    'html is no/such/folder/report.html, which cannot be written (ENOENT).',
  ],
])('%j fails with a sentence and no stack', async ([file = '', ...args], message) => {
  const { code, err } = await runCli(['simulate', join(folder, file), ...args]);
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
});
