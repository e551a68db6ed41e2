import { classify } from '@failsoft/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { byCurl } from '../testing/curl.ts';
import { faultKinds, halves, isStream, saysPartOfIt } from '../testing/fault-kinds.ts';
import { byGoogle } from '../testing/google-client.ts';
import { byOpenAI } from '../testing/openai-client.ts';
import type { Wish } from '../testing/wish.ts';
import { faultNames } from './fault.ts';
import { recordedAnswersById } from './recorded-answer.ts';

/** What no client can see, because its SDK has dropped it: `run` is given no more than this. */
const dropped: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Of an error with a 200 nothing is left but the headers.
  '@google/genai on generateContent': { 'error-200': 'bad_response' },
  // An empty list, as if there were no models; a model without a name.
  'openai on models': { 'error-200': 'no_output', empty: 'unknown' },
  '@google/genai on models': { 'error-200': 'ok' },
  '@google/genai on models/NAME': { 'error-200': 'ok' },
};

/** Half a body is a bad one; a stream that stops after its first words has no fault but that. */
const expected = (client: string, surface: string): Record<string, string> => ({
  ...faultKinds,
  ...(isStream(surface) ? {} : { 'error-event': 'invalid_request' }),
  ...(saysPartOfIt(surface) ? { short: 'stream_interrupted' } : {}),
  ...dropped[`${client} on ${surface}`],
});
let server: SimulatorServer;
const begun = new Map<number, () => void>();
beforeAll(async () => {
  server = await startSimulator({
    profile: 'calm',
    latency: false,
    speed: 100_000,
    onEntry: ({ id }) => begun.get(id)?.(),
  });
});
afterAll(() => server.close());

let asked = 0;

/** Asks for a fault. Of one that says nothing more, the client has enough some turns of the event loop later. */
function forcing(fault: string, isJournalled: boolean): Pick<Wish, 'headers' | 'signal'> {
  const patience = new AbortController();
  const id = (asked += 1);
  const giveUp = (turns = 20): void => {
    if (turns > 0) return void setTimeout(giveUp, 10, turns - 1);
    patience.abort(new DOMException('Nothing came for long.', 'TimeoutError'));
  };
  if (fault === 'stall' && isJournalled) begun.set(id, giveUp);
  else if (fault === 'hang' || fault === 'stall') giveUp();
  return { headers: { 'x-sim-force': fault, 'x-sim-id': String(id) }, signal: patience.signal };
}

test('every fault has its kind', () => {
  expect(Object.keys(faultKinds)).toEqual(expect.arrayContaining(Object.keys(faultNames)));
});

describe.each([
  ['openai', byOpenAI],
  ['@google/genai', byGoogle],
  ['curl', byCurl],
])('each fault is to %s what it is', (client, surfaces) => {
  test.concurrent.each(Object.entries(surfaces))('on %s', async (surface, ask) => {
    const isJournalled = !surface.startsWith('models');
    const seen = await Promise.all(
      Object.entries(faultKinds).map(async ([fault, kind]) => {
        const { evidence, midway } = await ask({ url: server.url, ...forcing(fault, isJournalled) });
        const isFailure = kind !== 'ok';
        // Whoever says that output had come is told that nobody else can answer.
        if (midway && isFailure) {
          const { kind, action } = classify({ ...evidence, phase: 'mid-stream' });
          expect([kind, action], fault).toEqual(['stream_interrupted', 'reject']);
        }
        return { fault, kind: classify(evidence).kind, spoiltMidway: midway && isFailure };
      }),
    );
    expect(Object.fromEntries(seen.map(({ fault, kind }) => [fault, kind]))).toEqual(
      expected(client, surface),
    );
    expect(seen.filter(({ spoiltMidway }) => spoiltMidway).map(({ fault }) => fault)).toEqual(
      saysPartOfIt(surface) ? halves : [],
    );
  });
});

describe.each([
  ['openai', byOpenAI],
  ['@google/genai', byGoogle],
])('each recorded error is to %s what it is', (client, surfaces) => {
  const named = Object.entries(surfaces).filter(([surface]) => /^chat|generations$|generate/i.test(surface));
  test.each(named)('on %s', async (_surface, ask) => {
    const errors = [...recordedAnswersById.values()].filter(({ status }) => status >= 400);
    const seen = await Promise.all(
      errors.map(async ({ id }) => {
        const { evidence } = await ask({ url: server.url, ...forcing(id, true) });
        return [id, classify(evidence).kind];
      }),
    );
    expect(Object.fromEntries(seen)).toEqual({
      ...Object.fromEntries(errors.map(({ id, kind }) => [id, kind])),
      // An empty body that is said to be JSON: Google's SDK trips over it, and the status is lost.
      ...(client === 'openai' ? {} : { '503-empty-retry-after-date': 'bad_response' }),
    });
  });
});
