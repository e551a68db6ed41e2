import { createFailover, type FailureKind } from '@failsoft/core';
import { describe, expect, test } from 'vitest';
import { faultKinds, halves, isStream, saysPartOfIt } from '../testing/fault-kinds.ts';
import { byOpenAI } from '../testing/openai-client.ts';
import { createVirtualStack } from '../testing/virtual-stack.ts';
import { MODEL, type Ask } from '../testing/wish.ts';

const models = [MODEL, 'gemini-2.5-flash-image'] as const;

/** What becomes of a request whose first model has this fault, in virtual time. */
async function askWith(fault: string, ask: Ask): Promise<{ kind: FailureKind; answered: boolean }> {
  const baseURL = 'https://api.example.com/v1';
  const stack = createVirtualStack(
    models,
    (deps) => createFailover({ models, baseURL, retry: false, hedge: false, ...deps }),
    { latency: 4_000 },
  );
  stack.simulator.next(MODEL, { fault });
  let kind: FailureKind = 'ok';
  stack.models.on('attempt:end', ({ model, verdict }) => {
    if (model === MODEL) kind = verdict?.kind ?? 'ok';
  });
  const { signal } = new AbortController();
  const wish = { url: 'https://api.example.com', headers: {}, signal, fetch: stack.models.fetch };
  const { evidence } = await stack.pump(ask(wish));
  // A stream whose attempt was longer than its time is told of at its end.
  await stack.models.close();
  return { kind, answered: evidence.status === 200 };
}

describe('behind a chain each fault is what it is, and another model answers where one still can', () => {
  const surfaces = Object.entries(byOpenAI).filter(([surface]) => !surface.startsWith('models'));
  const faults = Object.keys(faultKinds);
  test.each(surfaces)('on %s', async (surface, ask) => {
    for (const fault of faults.filter((name) => name !== 'error-event' || isStream(surface))) {
      // Bytes of it have gone out.
      const midway = saysPartOfIt(surface) && halves.includes(fault);
      // Longer than the 90 s of an attempt, unless there is something to read meanwhile.
      const overdue = fault === 'slow-drip' && !saysPartOfIt(surface);
      expect({ fault, ...(await askWith(fault, ask)) }).toEqual({
        fault,
        kind: midway ? 'stream_interrupted' : overdue ? 'timeout' : faultKinds[fault],
        answered: !midway && fault !== '400',
      });
    }
  });
});
