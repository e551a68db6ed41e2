import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cli, runCli } from '../testing/run-cli.ts';

// Processes have to start, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failsoft-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a server, asks it for pictures, and returns the statuses. */
async function statusesOf(args: readonly string[], count: number): Promise<number[]> {
  const child = spawn(process.execPath, [cli, ...args, '--port', '0', '--json', '--latency', '0']);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { baseURL } = JSON.parse((await lines.next()).value ?? '{}');
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify({ model: 'gemini-3-pro-image-preview', prompt: 'x' });
    statuses.push((await fetch(`${baseURL}/images/generations`, { method: 'POST', body })).status);
  }
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
  return statuses;
}

test('what serve --record wrote replay answers again, and success after its end', async () => {
  const trace = join(folder, 'trace.jsonl');
  const recorded = await statusesOf(['serve', '--start', '2026-02-19T20:10', '--record', trace], 60);
  expect(new Set(recorded)).toEqual(new Set([200, 503]));
  expect((await readFile(trace, 'utf8')).trim().split('\n')).toHaveLength(60);
  expect(await statusesOf(['replay', trace], 62)).toEqual([...recorded, 200, 200]);
});

test('a trace that PowerShell wrote is replayed too, and what is missing of it is a success', async () => {
  const trace = join(folder, 'powershell.jsonl');
  const lines = [2, 3].map(
    (n) => `{"model":"gemini-3-pro-image-preview","n":${n},"status":503,"latencyMs":0}`,
  );
  await writeFile(trace, `\uFEFF${lines.join('\r\n')}\r\n`, 'utf16le');
  expect(await statusesOf(['replay', trace], 4)).toEqual([200, 503, 503, 200]);
});

test.each([
  ['missing.jsonl', undefined, 'missing.jsonl cannot be read:'],
  ['empty.jsonl', '\n', 'empty.jsonl has no request in it.'],
  ['broken.jsonl', '{}\n', 'Line 1 of the trace must have model (text)'],
])('replay of %s fails with a sentence and no stack', async (name, text, message) => {
  const file = join(folder, name);
  if (text !== undefined) await writeFile(file, text);
  const { code, err } = await runCli(['replay', file]);
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
});

test('a trace is not recorded into while it is replayed', async () => {
  const file = join(folder, 'both.jsonl');
  const line = '{"model":"seedream-4.5","n":1,"status":503,"latencyMs":0}\n';
  await writeFile(file, line);
  const record = `${folder}/./both.jsonl`;
  const { code, err } = await runCli(['replay', file, '--record', record]);
  expect(code).toBe(1);
  expect(err).toContain(`record is ${record}, which is replayed itself and would grow. Name another file.`);
  expect(await readFile(file, 'utf8')).toBe(line);
});
