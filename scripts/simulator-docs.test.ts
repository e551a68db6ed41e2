import { glob, readFile } from 'node:fs/promises';
import { recordedAnswersById, faultNames } from '@failsoft/simulator';
import { expect, test, vi } from 'vitest';
import { runCli } from '../packages/simulator/src/testing/run-cli.ts';

// Processes have to start, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const page = await readFile(new URL('../docs/simulator.md', import.meta.url), 'utf8');

test('every TypeScript snippet is part of an example that runs', async () => {
  const folder = new URL('../examples/simulator/', import.meta.url);
  const examples: string[] = [];
  for await (const name of glob('*.ts', { cwd: folder })) {
    examples.push(await readFile(new URL(name, folder), 'utf8'));
  }
  const snippets = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  expect(snippets).toHaveLength(4);
  for (const snippet of snippets) {
    expect(
      examples.some((example) => example.includes(snippet)),
      snippet,
    ).toBe(true);
  }
});

test('what verify prints is what the page shows', async () => {
  const { out } = await runCli(['verify']);
  expect(page).toContain(out.trim());
});

test('every fault has its line, and the recorded answers are as many as the page says', () => {
  for (const name of Object.keys(faultNames)) expect(page).toContain(`\`${name}\``);
  expect(page).toContain(`${recordedAnswersById.size} of them`);
});
