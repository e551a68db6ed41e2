import express from 'express';
import { createFailover } from '@failsoft/core';
import { gateway } from '@failsoft/express';

const models = createFailover({
  baseURL: 'https://api.example.com/v1', apiKey: process.env.API_KEY,
  models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5', 'gpt-image-1.5', 'flux-2-pro'],
});

const app = express();
app.use('/v1', gateway(models)); // any OpenAI client points its base URL here
app.listen(3000);

export {};
