import { createFailover } from '@failsoft/core';
import { failover as onExpress, gateway as expressGateway, status as expressStatus } from '@failsoft/express';
import { failover as onHono, gateway as honoGateway } from '@failsoft/hono';
import { failover as onKoa, gateway as koaGateway } from '@failsoft/koa';
import express from 'express';
import { Hono } from 'hono';
import Koa from 'koa';
import OpenAI from 'openai';

const models = createFailover({ models: ['gemini-3-pro-image-preview', { name: 'seedream-4.5' }] });
const openai = new OpenAI({ apiKey: 'none', fetch: models.fetch });
const draw = (model: 'gemini-3-pro-image-preview' | 'seedream-4.5'): Promise<OpenAI.ImagesResponse> =>
  openai.images.generate({ model, prompt: 'a lighthouse' });

const app = express();
app.use('/v1', expressGateway(models));
app.use('/status', expressStatus(models));
app.use(onExpress(models));
app.post('/draw', async (req, res) => {
  res.json(await req.failover.run(() => draw('seedream-4.5')));
});

const koa = new Koa().use(koaGateway(models, { prefix: '/v1' })).use(onKoa(models));
koa.use(async (ctx) => {
  ctx.body = await ctx.state.failover.run(draw);
});

new Hono()
  .all('/v1/*', honoGateway(models))
  .use(onHono(models))
  .post('/draw', async (c) => c.json(await c.var.failover.run(draw)));
