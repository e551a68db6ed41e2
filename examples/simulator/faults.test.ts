import { createSimulator } from '@failsoft/simulator';
import OpenAI from 'openai';
import { expect, test } from 'vitest';

const model = 'gemini-3-pro-image-preview';
const simulator = createSimulator({ profile: 'calm', latency: false });
const openai = new OpenAI({ apiKey: 'none', fetch: simulator.fetch, maxRetries: 0 });
const draw = () => openai.images.generate({ model, prompt: 'a lighthouse' });

test('fail twice, then succeed', async () => {
  simulator.sequence(model, ['503', 'truncate', 'none']);
  await expect(draw()).rejects.toThrow('high demand');
  await expect(draw()).rejects.toThrow('terminated');
  await expect(draw()).resolves.toMatchObject({ model });
});

test('an error as a vendor words it', async () => {
  simulator.next(model, { fault: 'openai-429-insufficient-quota', times: 1 });
  await expect(draw()).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
});
