import type { Express } from 'express';
declare const app: Express;
import type { Failover } from '@failsoft/core';
declare const models: Failover;
import type OpenAI from 'openai';
declare const openai: OpenAI;
import express from 'express';
import { failover } from '@failsoft/express';

app.use(express.json(), failover(models));
app.post('/posters', async (req, res) => {
  const prompt = req.body?.prompt ?? 'a lighthouse';
  res.json(await req.failover.run((model, { signal }) =>
    openai.images.generate({ model, prompt }, { signal, maxRetries: 0 })));
});

export {};
