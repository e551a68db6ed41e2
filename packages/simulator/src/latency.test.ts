import { expect, test, vi } from 'vitest';
import { createManualClock } from './clock/manual-clock.ts';
import { createSimulator, type Simulator } from './simulator.ts';

const FLASH = 'gemini-2.5-flash-image';
const url = 'https://api.example.com/v1/images/generations';
const body = JSON.stringify({ model: FLASH, prompt: 'a lighthouse' });

const draw = (simulator: Simulator, signal: AbortSignal | null = null): Promise<Response> =>
  simulator.fetch(url, { method: 'POST', body, signal });

test('an answer takes as long as the simulated clock says', async () => {
  const clock = createManualClock();
  const simulator = createSimulator({ profile: 'calm', clock, latency: 4_000 });
  const answered = draw(simulator);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  clock.advance(3_999);
  expect(clock.pending).toBe(1);
  expect(simulator.journal).toEqual([]);
  clock.advance(1);
  expect((await answered).status).toBe(200);
  expect(simulator.journal).toMatchObject([{ status: 200, latencyMs: 4_000, aborted: false }]);
});

test('a client that goes away is seen, journalled and leaves no timer behind', async () => {
  const clock = createManualClock();
  const simulator = createSimulator({ profile: 'calm', clock, latency: 4_000 });
  const client = new AbortController();
  const answered = draw(simulator, client.signal);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  clock.advance(1_500);
  client.abort(new Error('enough'));
  await expect(answered).rejects.toThrow('enough');
  expect(simulator.journal).toMatchObject([{ n: 1, status: 499, latencyMs: 1_500, aborted: true }]);
  expect(clock.pending).toBe(0);
});

test('a request that was aborted before it left is never seen', async () => {
  const simulator = createSimulator({ profile: 'calm', latency: false });
  await expect(draw(simulator, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  expect(simulator.journal).toEqual([]);
});

test('a stream that its reader leaves is journalled as aborted', async () => {
  const simulator = createSimulator({ profile: 'calm', latency: false });
  const response = await simulator.fetch('https://api.example.com/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: FLASH, stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  expect(simulator.journal).toMatchObject([{ status: 200, aborted: false }]);
  await reader?.cancel();
  expect(simulator.journal).toMatchObject([{ status: 200, aborted: true }]);
});
