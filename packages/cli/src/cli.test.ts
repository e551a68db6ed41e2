import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

async function run(
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, LC_ALL: 'C', ...env } });
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const article = JSON.stringify({
  error: {
    message: 'This model is currently experiencing high demand. Spikes in demand are usually temporary.',
    code: 'upstream_error',
    status: 503,
  },
});

test("the article's error is an overload, with the four steps", async () => {
  const { code, out } = await run(['classify'], article);
  expect(code).toBe(0);
  expect(out).toMatch(/^overloaded {2}The vendor has no capacity/);
  expect(out).toContain('ask the next model');
  expect(out).toMatch(/billed +no/);
  expect(out).toContain('in 30 to 120 minutes');
  expect(out).toContain('4. Watch the recovery');
  expect(out).not.toContain('\u001B[');
});

test('the same in Chinese, by option or by the environment', async () => {
  const [byOption, byEnvironment] = await Promise.all([
    run(['classify', '--lang', 'zh'], article),
    run(['classify'], article, { LC_ALL: 'zh_CN.UTF-8' }),
  ]);
  expect(byOption.out).toContain('厂商侧该模型的算力暂时不足');
  expect(byOption.out).toContain('4. 观察恢复');
  expect(byEnvironment.out).toBe(byOption.out);
});

test('--json is the verdict of classify, read from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'failsoft-cli-'));
  try {
    const file = join(folder, 'error.txt');
    await writeFile(
      file,
      `HTTP/2 429\r\nretry-after: 20\r\n\r\n{"error":{"code":"rate_limit_exceeded","message":"x"}}`,
    );
    const { out } = await run(['classify', file, '--json'], '');
    expect(JSON.parse(out)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 20_000, readAs: 'http' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  [['classify'], ' \n', 'error: nothing to classify. Pipe an error into it, or name a file.', 2],
  [['classify', '/does/not/exist'], '', 'error: /does/not/exist cannot be read (ENOENT).', 2],
  [['classify', '--lang', 'fr'], 'x', 'Allowed choices are en, zh.', 1],
])('%j fails with a sentence and no stack', async (args, input, message, wanted) => {
  const { code, err } = await run(args, input);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
  expect(code).toBe(wanted);
});
