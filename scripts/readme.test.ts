import { readFile } from 'node:fs/promises';
import { createFailover } from '@failsoft/core';
import { startSimulator } from '@failsoft/simulator/server';
import { expect, test } from 'vitest';
import { startServer } from '../examples/peak-hour/server.ts';
import { committedSnippet, readmeSnippets } from './readme-snippets.ts';

test('the snippets that the compiler reads are those of the README', async () => {
  const snippets = await readmeSnippets();
  expect(snippets.size).toBeGreaterThan(2);
  for (const [name, code] of snippets) expect(await committedSnippet(name), name).toBe(code);
});

test('the headers in the README are those that the example sends', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, printed = ''] = /HTTP\/1\.1 200 OK\n([\s\S]*?)```/.exec(readme) ?? [];
  const lines = printed.trim().split('\n');
  expect(lines.length).toBeGreaterThan(3);

  const names = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image'] as const;
  const upstream = await startSimulator({ profile: 'calm', models: names, speed: 1_000 });
  upstream.simulator.outage(names[0], { minutes: 60 });
  const { clock } = upstream.simulator;
  const models = createFailover({ baseURL: upstream.baseURL, apiKey: 'any', models: names, clock });
  const server = await startServer(models, { baseURL: upstream.baseURL, apiKey: 'any' }, 0);
  try {
    const answer = await fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: names[0], prompt: 'a lighthouse' }),
    });
    for (const line of lines) {
      const [name = '', value] = line.split(': ');
      expect(answer.headers.get(name), name).toBe(value);
    }
    await answer.arrayBuffer();
  } finally {
    server.close();
    await models.close();
    await upstream.close();
  }
});
