import type { Express } from 'express';
declare const app: Express;
import type { Failover } from '@failsoft/core';
declare const models: Failover;
import type OpenAI from 'openai';
declare const openai: OpenAI;
import { failover } from '@failsoft/express';

app.use(failover(models));
app.post('/posters', async (req, res) => {
  res.json(await req.failover.run((model, { signal }) =>
    openai.images.generate({ model, prompt: req.body.prompt }, { signal, maxRetries: 0 })));
});

export {};
