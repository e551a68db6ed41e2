import { createFailover, type FailureKind } from '@failsoft/core';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { faultKinds } from '../testing/fault-kinds.ts';
import { createVirtualStack } from '../testing/virtual-stack.ts';
import { MODEL } from '../testing/wish.ts';

const models = [MODEL, 'gemini-2.5-flash-image'] as const;

type Draw = (fetch: typeof globalThis.fetch, signal: AbortSignal) => PromiseLike<unknown>;

const byOpenAI: Draw = (fetch, signal) =>
  new OpenAI({ apiKey: 'none', fetch, maxRetries: 0 }).images.generate(
    { model: MODEL, prompt: 'x' },
    { signal },
  );
const byGoogle: Draw = (fetch, abortSignal) =>
  new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch } }).models.generateContent({
    model: MODEL,
    contents: 'x',
    config: { abortSignal },
  });

/** What `run` makes of a call that meets this fault, and what it hands on. */
async function runWith(fault: string, draw: Draw): Promise<{ kind: FailureKind; value: unknown }> {
  const stack = createVirtualStack(
    models,
    (deps) => createFailover({ models, retry: false, hedge: false, ...deps }),
    { latency: 4_000 },
  );
  stack.simulator.next(MODEL, { fault });
  let kind: FailureKind = 'ok';
  stack.models.on('attempt:end', ({ model, verdict }) => {
    if (model === MODEL) kind = verdict?.kind ?? 'ok';
  });
  const running = stack.models.run(async (model, { signal }) =>
    model === MODEL ? draw(stack.simulator.fetch, signal) : 'of the fallback',
  );
  const value = await stack.pump(running.catch((error: unknown) => error));
  await stack.models.close();
  return { kind, value };
}

test.each([
  // It makes `undefined` of nothing, and so may a callback that means it: `run` cannot know.
  ['openai', byOpenAI, { empty: 'ok' }],
  // Of an error with a 200 it hands on nothing but the headers.
  ['@google/genai', byGoogle, { 'error-200': 'bad_response' }],
] as const)('run knows what %s throws and hands on of each fault', async (_client, draw, unseen) => {
  const rejected = ['400', 'error-event'];
  const expected = {
    ...faultKinds,
    // There is no stream to spoil.
    'error-event': 'invalid_request',
    // Longer than the 90 s of an attempt.
    'slow-drip': 'timeout',
    ...unseen,
  };
  const seen = new Map<string, { kind: FailureKind; value: unknown }>();
  for (const fault of Object.keys(expected)) seen.set(fault, await runWith(fault, draw));
  expect(Object.fromEntries([...seen].map(([fault, { kind }]) => [fault, kind]))).toEqual(expected);
  const served = [...seen].filter(([, { value }]) => value === 'of the fallback').map(([fault]) => fault);
  expect(served).toEqual(
    Object.entries(expected).flatMap(([fault, kind]) =>
      kind === 'ok' || rejected.includes(fault) ? [] : [fault],
    ),
  );
});
