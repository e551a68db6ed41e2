import type { Failover } from '@failsoft/core';
declare const models: Failover;
import OpenAI from 'openai';
const openai = new OpenAI({ fetch: models.fetch, maxRetries: 0 });

export {};
