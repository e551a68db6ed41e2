import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../clock/manual-clock.ts';
import { upstreamAnswers } from '../fast-check/arbitraries.ts';
import { calmProfile } from '../profile/documented-profile.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { formatTrace, parseTrace, traceLine } from './trace.ts';
import type { TraceEntry } from './trace-entry.ts';

const models = ['gemini-3-pro-image-preview', 'seedream-4.5'] as const;
const entry: TraceEntry = { t: 1, model: models[0], n: 1, id: 1, status: 200, latencyMs: 5 };

/** Status and text, or what was thrown. */
async function draw(simulator: Simulator, model: string): Promise<string> {
  try {
    const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify({ model, prompt: 'x' }),
    });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return String(error);
  }
}

describe('a replayed trace answers as the original did', () => {
  test('though one id comes again and again', async () => {
    const trace = [503, 200, 429].map((status, index) => ({ ...entry, n: index + 1, id: 7, status }));
    const replay = createSimulator({ trace, latency: false, models });
    const ask = async (): Promise<number> => {
      const headers = { 'x-sim-id': '7' };
      const body = JSON.stringify({ model: models[0], prompt: 'x' });
      const url = 'https://api.example.com/v1/images/generations';
      return (await replay.fetch(url, { method: 'POST', headers, body })).status;
    };
    // A fourth is what the last was.
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([503, 200, 429, 429]);
  });

  test('whatever was answered, request by request', async () => {
    const requests = fc.array(fc.tuple(fc.constantFrom(...models), upstreamAnswers()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), requests, async (seed, requests) => {
        const clock = createManualClock({ start: '2026-02-19T20:10' });
        const original = createSimulator({ seed, latency: false, clock, models });
        const seen: string[] = [];
        for (const [model, fault] of requests) {
          // Half of them are left to the profile.
          if (fault !== 'none') original.next(model, { fault });
          seen.push(await draw(original, model));
          clock.advance(60_000);
        }
        const trace = parseTrace(formatTrace(original.journal));
        const replay = createSimulator({
          seed: 1,
          profile: 'calm',
          clock: createManualClock({ start: '2026-02-19T20:10' }),
          models,
          trace,
        });
        const again: string[] = [];
        for (const [model] of requests) again.push(await draw(replay, model));
        const timeless = (text: string): string => text.replace(/"created":\d+/, '');
        expect(again.map(timeless)).toEqual(seen.map(timeless));
        const summary = ({ journal }: Simulator): unknown[] =>
          journal.map(({ model, n, status, fault, latencyMs, episode }) => [
            model,
            n,
            status,
            fault,
            latencyMs,
            episode,
          ]);
        expect(summary(replay)).toEqual(summary(original));
      }),
      { numRuns: 60 },
    );
  });

  test('with its latencies', async () => {
    const clock = createManualClock();
    const trace = [{ ...entry, latencyMs: 4_321 }];
    const answer = draw(createSimulator({ profile: 'calm', clock, trace }), models[0]);
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(4_321);
    expect(await answer).toMatch(/^200 /);
  });

  test.each([
    [false, 0],
    [10, 10],
  ] as const)('or, where latency is %s, with that', async (latency, latencyMs) => {
    const clock = createManualClock();
    const trace = [{ ...entry, latencyMs: 4_321 }];
    const simulator = createSimulator({ profile: 'calm', clock, trace, latency });
    const answer = draw(simulator, models[0]);
    await expect.poll(() => clock.pending + simulator.journal.length).toBe(1);
    clock.advance(latencyMs);
    expect(await answer).toMatch(/^200 /);
    expect(simulator.journal).toMatchObject([{ latencyMs }]);
  });

  test('and after its end the profile decides', async () => {
    const trace = [{ ...entry, status: 503 }];
    const simulator = createSimulator({ profile: 'calm', latency: false, trace, clock: createManualClock() });
    const clock = simulator.clock;
    expect(clock.now()).toBe(0);
    simulator.next(models[1], { status: 429 });
    const statuses: string[] = [];
    for (const model of [models[1], models[1]]) statuses.push((await draw(simulator, model)).slice(0, 3));
    expect(statuses).toEqual(['429', '200']);
  });
});

test('what was recorded across a reset follows what came before it', async () => {
  const log: TraceEntry[] = [];
  const onEntry = (entry: TraceEntry): void => void log.push(entry);
  const original = createSimulator({ profile: 'calm', latency: false, onEntry });
  original.sequence(models[0], ['503', 'none']);
  for (let i = 0; i < 2; i++) await draw(original, models[0]);
  original.reset();
  original.sequence(models[0], ['429', '500', 'none']);
  for (let i = 0; i < 3; i++) await draw(original, models[0]);
  const replay = createSimulator({ trace: parseTrace(formatTrace(log)), latency: false });
  const statuses: string[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await draw(replay, models[0])).slice(0, 3));
  expect(statuses).toEqual(['503', '200', '429', '500', '200']);
});

test('what was recorded before a reset is told apart from what came after it, whatever is missing of either', async () => {
  // The first of one run and the second of the next were still waited for.
  const trace = [
    { ...entry, n: 2, status: 501 },
    { ...entry, run: 1, n: 3, status: 503 },
    { ...entry, run: 1, n: 1, status: 502 },
    // Another process began to count anew, in the same file.
    { ...entry, n: 1, status: 504 },
  ];
  const replay = createSimulator({ profile: 'calm', trace, latency: false });
  const statuses: string[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await draw(replay, models[0])).slice(0, 3));
  expect(statuses).toEqual(['200', '501', '502', '200', '503', '504']);
});

test('an entry that is missing shifts nothing: its place is left to the profile', async () => {
  const trace = [2, 5].map((n) => ({ ...entry, n, id: n, status: 500 + n }));
  const replay = createSimulator({ profile: 'calm', trace, latency: false });
  const ask = async (): Promise<string[]> => {
    const statuses: string[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await draw(replay, models[0])).slice(0, 3));
    return statuses;
  };
  const places = ['200', '502', '200', '200', '505', '200'];
  expect(await ask()).toEqual(places);
  replay.reset();
  expect(await ask()).toEqual(places);
});

test('what is missing from a trace comes to what it was, where seed, profile and time are those of the original', async () => {
  const options = { seed: 3, latency: false, models } as const;
  const at = (): ManualClock => createManualClock({ start: '2026-02-19T20:30' });
  const original = createSimulator({ ...options, clock: at() });
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) seen.push(await draw(original, models[0]));
  const trace = original.journal.filter(({ n }) => n % 3 !== 0);
  const replay = createSimulator({ ...options, clock: at(), trace });
  for (const answer of seen) expect(await draw(replay, models[0])).toBe(answer);
  expect(new Set(seen.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['200', '503']));
});

test.each([
  ['chat/completions', {}],
  ['chat/completions', { stream: true }],
  [`models/${models[0]}:generateContent`, {}],
  [`models/${models[0]}:streamGenerateContent?alt=sse`, {}],
])('an answer of %s with %o is called again as it was called', async (path, more) => {
  const options = { profile: 'calm', latency: false } as const;
  const ask = async (simulator: Simulator, headers: Record<string, string> = {}): Promise<string> => {
    const said = [{ role: 'user', content: 'x', parts: [{ text: 'x' }] }];
    const body = JSON.stringify({ model: models[0], messages: said, contents: said, ...more });
    const url = `https://api.example.com/v1/${path}`;
    return (await simulator.fetch(url, { method: 'POST', body, headers })).text();
  };
  const original = createSimulator({ ...options, clock: createManualClock() });
  const first = await ask(original);
  const own = await ask(original, { 'x-sim-id': 'of-the-caller' });
  expect(own).not.toBe(first);
  expect(await ask(original, { 'x-sim-id': 'of-the-caller' })).toBe(own);
  const trace = parseTrace(formatTrace(original.journal));
  const replay = createSimulator({ ...options, clock: createManualClock(), trace });
  // By arrival, though the original brought an id.
  expect([await ask(replay), await ask(replay), await ask(replay)]).toEqual([first, own, own]);
});

test('what is recorded across resets says how many there were, and a journal after one shows none', async () => {
  const log: TraceEntry[] = [];
  const onEntry = (entry: TraceEntry): void => void log.push(entry);
  const simulator = createSimulator({ profile: 'calm', latency: false, clock: createManualClock(), onEntry });
  await draw(simulator, models[0]);
  const before = formatTrace(simulator.journal);
  simulator.reset();
  await draw(simulator, models[0]);
  expect(formatTrace(simulator.journal)).toBe(before);
  expect(parseTrace(formatTrace(log)).map(({ run }) => run)).toEqual([undefined, 1]);
  expect(parseTrace(log.map((entry) => traceLine(entry)).join('\n')).map(({ run }) => run)).toEqual([
    undefined,
    1,
  ]);
});

test('what was answered in another order than it came is replayed in the order in which it came', async () => {
  const trace = [2, 3, 1, 2, 1].map((n, i) => ({ ...entry, n, id: n, status: 501 + i }));
  const replay = createSimulator({ profile: 'calm', trace, latency: false });
  const statuses: string[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await draw(replay, models[0])).slice(0, 3));
  expect(statuses).toEqual(['503', '501', '502', '505', '504']);
});

test('what was never let in makes no name: a model that was unknown stays unknown', async () => {
  const original = createSimulator({ profile: 'calm', latency: false });
  const url = 'https://api.example.com/v1/images/generations';
  await original.fetch(url, { method: 'POST', body: '{"prompt":"x"}' });
  expect((await draw(original, 'dall-e-1')).slice(0, 3)).toBe('404');
  const trace = parseTrace(formatTrace(original.journal));
  expect(trace).toMatchObject([{ model: '' }, { model: 'dall-e-1' }]);
  const replay = createSimulator({ profile: 'calm', latency: false, trace });
  expect(replay.models).toEqual(original.models);
  expect((await draw(replay, 'dall-e-1')).slice(0, 3)).toBe('404');
});

test('a client that left before the answer hangs in a replay: nobody knows what would have come', async () => {
  const simulator = createSimulator({ profile: 'calm', latency: false, trace: [{ ...entry, status: 499 }] });
  const client = new AbortController();
  const answer = simulator.fetch('https://api.example.com/v1/images/generations', {
    method: 'POST',
    body: JSON.stringify({ model: models[0], prompt: 'x' }),
    signal: client.signal,
  });
  client.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
});

test.each(['\uFEFF', '\uFEFF\n', ' \t'])('%j before a line changes nothing', (before) => {
  const text = formatTrace([entry]);
  expect(parseTrace(before + text + before + text)).toEqual([entry, entry]);
});

test.each([
  ['{', 'Line 2 of the trace is no JSON.'],
  [
    '{"model":"a","n":1.5,"status":200,"latencyMs":1}',
    'Line 2 of the trace cannot be replayed: n is 1.5, but must be an integer, 0 or more.',
  ],
  [
    '{"model":"a"}',
    'Line 2 of the trace must have model (text), n, status and latencyMs (numbers, 0 or more).',
  ],
  [
    '{"model":"a","n":1,"id":"x","status":200,"latencyMs":1}',
    'Line 2 of the trace cannot be replayed: id is "x", but must be a number, 0 or more.',
  ],
  [
    '{"model":"a","n":1,"t":"noon","status":200,"latencyMs":1}',
    'Line 2 of the trace cannot be replayed: t is "noon", but must be a number, 0 or more.',
  ],
  [
    '{"model":"a","n":1,"run":-1,"status":200,"latencyMs":1}',
    'Line 2 of the trace cannot be replayed: run is -1, but must be a number, 0 or more.',
  ],
  [
    '{"model":"a","n":1,"status":200,"latencyMs":1,"episode":"long"}',
    'Line 2 of the trace cannot be replayed: episode is "long", but must be an object such as',
  ],
  [
    '{"model":"a","n":1,"status":200,"latencyMs":1,"episode":{"startsAt":1,"endsAt":"x"}}',
    'Line 2 of the trace cannot be replayed: episode is {"startsAt":1,"endsAt":"x"}, but must be an object such as',
  ],
  [
    '{"model":"a","n":1,"status":429,"latencyMs":1,"retryAfterMs":"5"}',
    'Line 2 of the trace cannot be replayed: retryAfterMs is "5", but must be a number, 0 or more.',
  ],
  ['{"model":"a","n":1,"status":302,"latencyMs":1}', 'Line 2 of the trace cannot be replayed: status is 302'],
  ['{"model":"a","n":1,"status":200,"fault":"boom","latencyMs":1}', 'cannot be replayed: fault is "boom"'],
])('%s is refused by its line', (line, message) => {
  expect(() => parseTrace(`${formatTrace([entry])}${line}\n`)).toThrow(message);
});

test('a quota’s answer is replayed with its Retry-After, which differs from one to the next', async () => {
  const others = { ...calmProfile.others, quota: { requests: 1, windowSeconds: 60 } };
  const profile = { ...calmProfile, models: {}, others };
  const clock = createManualClock({ start: '2026-02-19T20:00' });
  const original = createSimulator({ profile, models, latency: false, clock });
  const ask = async (simulator: Simulator): Promise<unknown> => {
    const body = JSON.stringify({ model: models[0], prompt: 'x' });
    const { status, headers } = await simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body,
    });
    return [status, headers.get('retry-after')];
  };
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    seen.push(await ask(original));
    clock.advance(10_000);
  }
  expect(seen.slice(0, 3)).toEqual([
    [200, null],
    [429, '50'],
    [429, '40'],
  ]);
  const trace = parseTrace(formatTrace(original.journal));
  const replay = createSimulator({ profile: 'calm', latency: false, trace });
  for (const answer of seen) expect(await ask(replay)).toEqual(answer);
  expect(formatTrace(replay.journal).match(/"retryAfterMs":\d+/g)).toEqual(
    [50, 40, 30].map((s) => `"retryAfterMs":${s}000`),
  );
});

test.each<[unknown, string]>([
  [undefined, 'entries is undefined, but must be a list such as simulator.journal.'],
  [{}, 'entries is {}, but must be a list such as simulator.journal.'],
  [
    [entry, null],
    'entries[1] is null, but must have model (text), n, status and latencyMs (numbers, 0 or more).',
  ],
  [[{}], 'entries[0] is {}, but must have model (text), n,'],
])('%j is no journal to make a trace of', (entries, message) => {
  // As JavaScript may pass it.
  expect(() => formatTrace(entries as readonly TraceEntry[])).toThrow(message);
});

test('what is no entry makes no line of a trace', () => {
  expect(() => traceLine(5 as unknown as TraceEntry)).toThrow('entry is 5, but must have model (text), n,');
});

test('what is no text is refused as a trace', () => {
  // As JavaScript may pass it.
  expect(() => parseTrace(undefined as unknown as string)).toThrow(
    'text is undefined, but must be the JSON lines of a trace.',
  );
});

test('a sequence is a script for one model: fail twice, then succeed', async () => {
  const simulator = createSimulator({ profile: 'calm', latency: false });
  simulator.sequence(models[0], ['503', 'openai-429-slow-down', 'none', 'reset']);
  const seen: string[] = [];
  for (let i = 0; i < 5; i++) seen.push((await draw(simulator, models[0])).slice(0, 22));
  expect(seen.map((text) => text.slice(0, 3))).toEqual(['503', '429', '200', 'Typ', '200']);
});

test('a sequence that has a wrong word is refused as a whole', async () => {
  const simulator = createSimulator({ profile: 'calm', latency: false });
  expect(() => simulator.sequence(models[0], ['503', 'boom'])).toThrow('answers[1] is "boom", but must be');
  expect(() => simulator.sequence('nope', ['503'])).toThrow('model is "nope"');
  expect((await draw(simulator, models[0])).slice(0, 3)).toBe('200');
});
