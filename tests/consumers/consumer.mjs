// Every adapter with the newest framework, a real port, an image and a stream through each.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createFailover } from '@failsoft/core';
import * as onExpress from '@failsoft/express';
import * as onHono from '@failsoft/hono';
import * as onKoa from '@failsoft/koa';
import { startSimulator } from '@failsoft/simulator/server';
import { serve } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import Koa from 'koa';
import OpenAI from 'openai';

const names = ['gemini-3-pro-image-preview', 'seedream-4.5'];
const upstream = await startSimulator({ profile: 'calm', latency: false, models: names });
const chain = () => createFailover({ models: names, baseURL: upstream.baseURL, apiKey: 'none' });

const servers = {
  express: async () => {
    const server = express().use('/v1', onExpress.gateway(chain())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  },
  koa: async () => {
    const server = new Koa().use(onKoa.gateway(chain(), { prefix: '/v1' })).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  },
  hono: () =>
    new Promise((resolve) => {
      const app = new Hono().all('/v1/*', onHono.gateway(chain()));
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server));
    }),
};

for (const [name, start] of Object.entries(servers)) {
  const server = await start();
  const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
  const openai = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });

  upstream.simulator.next(names[0], { status: 503, times: 1 });
  const { data, response } = await openai.images
    .generate({ model: names[0], prompt: 'a lighthouse' })
    .withResponse();
  assert.ok(data.data[0].b64_json.length > 0);
  assert.equal(response.headers.get('x-fallback-model'), names[1]);

  const stream = await openai.chat.completions.create({
    model: names[0],
    stream: true,
    messages: [{ role: 'user', content: 'hello' }],
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
  assert.ok(text.length > 0);
  server.close();
  server.closeAllConnections?.();
  console.log(`${name}: an image by the fallback, a stream by the primary`);
}
await upstream.close();
