import { listen } from '@failsoft/adapter-kit';
import { createFailover } from '@failsoft/core';
import chromium from '@sparticuz/chromium';
import express from 'express';
import { chromium as playwright } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { gateway } from './index.ts';

test('a page of another origin reads who answered', { timeout: 60_000 }, async () => {
  const overload = {
    error: { message: 'This model is currently experiencing high demand.', code: 'upstream_error' },
  };
  const models = createFailover({
    models: ['primary', 'backup'],
    baseURL: 'https://upstream.test/v1',
    fetch: (_url, init) => {
      const { model } = JSON.parse(new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>)) as {
        model: string;
      };
      return Promise.resolve(
        model === 'primary'
          ? Response.json(overload, { status: 503 })
          : Response.json({ data: [{ b64_json: 'aGk=' }] }),
      );
    },
  });
  const app = express();
  // What cors() does; it knows nothing of our headers.
  app.use((req, res, next) => {
    res.set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'content-type, x-failover',
    });
    if (req.method === 'OPTIONS') res.end();
    else next();
  });
  app.use('/v1', gateway(models, { authorize: () => true }));
  const [server, other] = [await listen(app), await listen((_req, res) => res.end('<title>page</title>'))];
  const browser = await playwright.launch({
    args: chromium.args,
    executablePath: await chromium.executablePath(),
  });
  onTestFinished(async () => {
    await browser.close();
    await Promise.all([server.close(), other.close()]);
  });
  const page = await browser.newPage();
  await page.goto(other.url);

  const ask = async ({
    url,
    headers,
  }: {
    url: string;
    headers: Record<string, string>;
  }): Promise<(string | number | null)[]> => {
    const body = JSON.stringify({ model: 'primary', prompt: 'a hat' });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const names = ['x-fallback-model', 'x-served-model', 'x-fallback-reason', 'x-fallback-attempts'];
    return [response.status, ...names.map((name) => response.headers.get(name))];
  };
  const url = `${server.url}/v1/images/generations`;
  expect(await page.evaluate(ask, { url, headers: {} })).toEqual([
    200,
    'backup',
    'backup',
    'overloaded',
    '2',
  ]);
  expect(await page.evaluate(ask, { url, headers: { 'x-failover': 'off' } })).toEqual([
    503,
    null,
    null,
    null,
    '1',
  ]);
});
