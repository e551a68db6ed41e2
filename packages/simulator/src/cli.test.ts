import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { cli, runCli as run } from './testing/run-cli.ts';

test('plan prints the same episodes in every time zone', async () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'];
  const plans = await Promise.all(
    zones.map((TZ) => run(['plan', '--days', '3', '--seed', '7', '--json'], { TZ })),
  );
  expect(new Set(plans.map(({ out }) => out)).size).toBe(1);
  expect(JSON.parse(plans[0]?.out ?? '')).toMatchObject({
    seed: 7,
    from: '2026-02-19T00:00:00.000+08:00',
    days: 3,
  });
});

test('plan draws the day as plain text when nobody looks at a terminal', async () => {
  const { code, out } = await run(['plan', '--date', '2026-02-19', '--seed', '10']);
  expect(code).toBe(0);
  expect(out).toContain('gemini-3-pro-image-preview  20:07-20:49   42 min');
  expect(out).not.toContain('\u001B[');
});

test.each([
  ['iid', 'no overloads: each request fails by itself'],
  ['calm', 'no overloads: nothing fails but what is ordered'],
])('plan says of the profile %s in one line that there is nothing to plan', async (profile, words) => {
  const { code, out } = await run(['plan', '--days', '3', '--profile', profile]);
  expect(code).toBe(0);
  expect(out).toContain(words);
  expect(out.trim().split('\n')).toHaveLength(1);
});

test('plan says how many requests get through the overloads of the profile partial', async () => {
  const { out } = await run(['plan', '--profile', 'partial']);
  expect(out).toContain('gemini-3-pro-image-preview  20:07-20:49   42 min');
  expect(out).toContain('six requests of ten fail, and four get through');
});

test('plan shows the profile that is asked for', async () => {
  const [calm, harsh] = await Promise.all(
    ['calm', 'harsh'].map((profile) => run(['plan', '--days', '3', '--profile', profile, '--json'])),
  );
  expect(JSON.parse(calm?.out ?? '')).toMatchObject({ profile: 'calm', episodes: [] });
  expect(JSON.parse(harsh?.out ?? '')).toMatchObject({
    episodes: expect.arrayContaining([expect.objectContaining({ kind: 'vendor' })]),
  });
});

test.each([
  [['plan', '--profile', 'wild'], 'Allowed choices are documented, calm, iid, partial, harsh.'],
  [['plan', '--days', 'many'], "argument 'many' is invalid. It must be an integer from 1 to 3650."],
  [['plan', '--date', '2026-02-31'], 'date is "2026-02-31", but must be a Date or text such as'],
  [['serve', '--record', '/nonexistent/x'], 'record is /nonexistent/x, which cannot be written (ENOENT).'],
  [['verify', '--days', '99'], 'It must be an integer from 100 to 36500.'],
  [['plan', '--seed', ''], 'It must be an integer.'],
  [['serve', '--port', '99999'], 'It must be an integer from 0 to 65535; 0 takes any free port.'],
  [['serve', '--speed', '0'], 'It must be above 0 and at most 1000000; 60 makes an hour last a minute.'],
  [['serve', '--latency', '-5'], 'It must be a number of simulated milliseconds, 0 or more.'],
  [
    ['serve', '--host', 'no-such-host.invalid', '--port', '0'],
    'host is "no-such-host.invalid", which is no address of this machine.',
  ],
  [
    ['serve', '--host', '192.0.2.1', '--port', '0'],
    'host is "192.0.2.1", which is no address of this machine.',
  ],
  [['serve', '--host', ''], 'It must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0.'],
  [['serve', '--start', 'tonight'], 'date is "tonight", but must be'],
])('%j fails with a sentence and no stack', async (args, message) => {
  const { code, err } = await run(args);
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
});

test('serve --json tells where it listens, then of each request, and ends on a signal', async () => {
  const args = ['serve', '--port', '0', '--json', '--latency', '0', '--start', '2026-02-19T20:10'];
  const child = spawn(process.execPath, [cli, ...args]);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value ?? '{}');

  const listening = await next();
  expect(listening).toMatchObject({ event: 'listening', seed: 10, speed: 1 });
  await fetch(`${String(listening['baseURL'])}/images/generations`, {
    method: 'POST',
    body: JSON.stringify({ model: 'gemini-3-pro-image-preview', prompt: 'x' }),
  });
  expect(await next()).toMatchObject({ event: 'request', model: 'gemini-3-pro-image-preview', n: 1 });

  child.kill('SIGTERM');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});
