import { expect, test, vi } from 'vitest';
import { createManualClock } from './clock/manual-clock.ts';
import { createSimulator, type Simulator } from './simulator.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const FLASH = 'gemini-2.5-flash-image';

const post = (simulator: Simulator, path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  simulator.fetch(`https://api.example.com${path}`, { ...init, method: 'POST', body: JSON.stringify(body) });

const draw = (simulator: Simulator, model = PRIMARY): Promise<Response> =>
  post(simulator, '/v1/images/generations', { model, prompt: 'a lighthouse' });

const calm = (): Simulator =>
  createSimulator({ profile: 'calm', latency: false, clock: createManualClock() });

test('an overloaded model answers with the documented body, to the letter', async () => {
  const simulator = calm();
  simulator.next(PRIMARY, { status: 503, times: 1 });
  const response = await draw(simulator);
  expect(response.status).toBe(503);
  expect(await response.text()).toBe(
    '{"error":{"message":"This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.","code":"upstream_error","status":503}}',
  );
});

test('a success names its model and carries a PNG', async () => {
  const answer = await (await draw(calm(), FLASH)).json();
  expect(answer).toMatchObject({ created: 1771502400, model: FLASH });
  const image = Buffer.from(answer.data[0].b64_json, 'base64');
  expect(image.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(image.subarray(-8).toString('latin1')).toMatch(/^IEND/);
});

test('any prefix is fine, and several images are several', async () => {
  const response = await post(calm(), '/openai/v9/images/generations', { model: FLASH, prompt: 'x', n: 3 });
  expect((await response.json()).data).toHaveLength(3);
});

test('a model that is not simulated is answered as OpenAI does', async () => {
  const simulator = calm();
  const response = await draw(simulator, 'dall-e-1');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { code: 'model_not_found', type: 'invalid_request_error' },
  });
  expect(simulator.journal).toMatchObject([{ model: 'dall-e-1', n: 0, status: 404 }]);
});

test.each([
  ['/v1/images/generations', {}, 'missing_required_parameter', 'prompt'],
  ['/v1/images/generations', { prompt: 7 }, 'invalid_type', 'prompt'],
  ['/v1/images/generations', { prompt: 'x', n: 0 }, 'invalid_type', 'n'],
  ['/v1/chat/completions', {}, 'missing_required_parameter', 'messages'],
  ['/v1/chat/completions', { messages: 'hello' }, 'invalid_type', 'messages'],
  ['/v1/chat/completions', { messages: [], model: 7 }, 'invalid_type', 'model'],
])('%s with %o is a 400 with %s', async (path, body, code, param) => {
  const response = await post(calm(), path, { model: PRIMARY, ...body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', code, param } });
});

test('a body that is no JSON object is a 400', async () => {
  const { fetch } = calm();
  const url = 'https://api.example.com/v1/images/generations';
  for (const body of ['{"model":', '[]', ''])
    expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
});

test('the models are listed', async () => {
  const response = await createSimulator({ models: ['a', 'b'] }).fetch('https://api.example.com/v1/models');
  expect(await response.json()).toMatchObject({
    object: 'list',
    data: [{ id: 'a', object: 'model' }, { id: 'b' }],
  });
});

test('scripted answers queue up, for their model alone, and then the profile goes on', async () => {
  const simulator = calm();
  simulator.next(PRIMARY, { status: 503, times: 2 });
  simulator.next(PRIMARY, { status: 429 });
  simulator.next(PRIMARY, { status: 500 });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++)
    statuses.push((await draw(simulator)).status, (await draw(simulator, FLASH)).status);
  expect(statuses).toEqual([503, 200, 503, 200, 429, 200, 500, 200, 200, 200]);
});

test('an outage fails every request until it is over, and shows in the timeline', async () => {
  const clock = createManualClock();
  const simulator = createSimulator({ profile: 'calm', latency: false, clock });
  simulator.outage(PRIMARY, { minutes: 30 });
  clock.advance(30 * 60_000 - 1);
  expect((await draw(simulator)).status).toBe(503);
  clock.advance(1);
  expect((await draw(simulator)).status).toBe(200);
  const startsAt = Date.parse('2026-02-19T20:00+08:00');
  const outage = { model: PRIMARY, startsAt, endsAt: startsAt + 30 * 60_000, kind: 'outage' };
  expect(simulator.timeline({ from: '2026-02-19', days: 1 })).toEqual([outage]);
  expect(simulator.journal[0]?.episode).toEqual(outage);
});

test('reset forgets everything but seed and time, so the same run follows', async () => {
  const simulator = createSimulator({ latency: false, clock: createManualClock() });
  const run = async (): Promise<unknown> => {
    for (let i = 0; i < 5; i++) await draw(simulator);
    return structuredClone(simulator.journal);
  };
  const first = await run();
  simulator.outage(PRIMARY, { minutes: 30 });
  simulator.next(PRIMARY, { status: 429, times: 9 });
  simulator.reset();
  expect(simulator.journal).toEqual([]);
  expect(await run()).toEqual(first);
});

test('a request that was under way at a reset belongs to the run before, and to no journal', async () => {
  const clock = createManualClock();
  const told: number[] = [];
  const onEntry = ({ n }: { readonly n: number }): void => void told.push(n);
  const simulator = createSimulator({ profile: 'calm', clock, latency: 1_000, onEntry });
  const before = draw(simulator);
  await expect.poll(() => clock.pending).toBe(1);
  simulator.reset();
  const after = draw(simulator, FLASH);
  await expect.poll(() => clock.pending).toBe(2);
  clock.advance(1_000);
  expect([(await before).status, (await after).status]).toEqual([200, 200]);
  expect(simulator.journal).toMatchObject([{ model: FLASH, n: 1 }]);
  expect(told).toEqual([1]);
});

test('every answer says how to see it again', async () => {
  const clock = createManualClock({ start: '2026-02-19T20:10' });
  const response = await draw(createSimulator({ seed: 10, latency: false, clock }));
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-sim-seed': '10',
    'x-sim-time': '2026-02-19T20:10:00.000+08:00',
    'x-sim-episode': '2026-02-19T20:07:00.300+08:00/2026-02-19T20:49:00.109+08:00',
    'x-sim-n': '1',
  });
});

test.each([
  ['next', () => calm().next('nope', { status: 503 }), 'model is "nope", but simulated are: gemini-3-pro'],
  ['next', () => calm().next(PRIMARY, { status: 302 }), 'status is 302, but must be 200 or from 400 to 599.'],
  [
    'next',
    () => calm().next(PRIMARY, { status: 503, times: 0 }),
    'times is 0, but must be an integer above 0.',
  ],
  [
    'next',
    // @ts-expect-error One of the two.
    () => calm().next(PRIMARY, { fault: 'truncate', status: 503 }),
    'fault is "truncate" and status is 503, but an answer comes to one of them. Leave one out.',
  ],
  // @ts-expect-error One of the two.
  ['next', () => calm().next(PRIMARY, {}), 'status and fault are both missing. Send one of them:'],
  [
    'outage',
    () => calm().outage(PRIMARY, { minutes: 0 }),
    'minutes is 0, but must be a number above 0 and at most 525600, a year.',
  ],
  // What plain JavaScript may pass, from here on.
  // @ts-expect-error
  ['next', () => calm().next(PRIMARY), 'answer is undefined, but must be an object such as { status: 503 }.'],
  // @ts-expect-error
  ['next', () => calm().next(PRIMARY, null), 'answer is null, but must be an object such as { status: 503 }'],
  [
    'next',
    // @ts-expect-error
    () => calm().next(PRIMARY, { status: 503, tmies: 3 }),
    'tmies is no field of an answer. There are: status, fault, times.',
  ],
  [
    'sequence',
    // @ts-expect-error
    () => calm().sequence(PRIMARY, '503'),
    'answers is "503", but must be a list such as ["503", "none"].',
  ],
  [
    'outage',
    // @ts-expect-error
    () => calm().outage(PRIMARY, { minutes: '5' }),
    'minutes is "5", but must be a number above 0 and at most 525600, a year.',
  ],
  [
    'outage',
    // @ts-expect-error
    () => calm().outage(PRIMARY),
    'options is undefined, but must be an object such as { minutes: 30 }.',
  ],
  [
    'timeline',
    // @ts-expect-error
    () => calm().timeline(),
    'range is undefined, but must be an object such as { from: "2026-02-19", days: 1 }.',
  ],
  [
    'timeline',
    // @ts-expect-error
    () => calm().timeline({ from: '2026-02-19', days: '2' }),
    'days is "2", but must be a number above 0 and at most 36525.',
  ],
  ['timeline', () => calm().timeline({ from: 'x', days: 1 }), 'from is "x", but must be a Date'],
  [
    'timeline',
    () => calm().timeline({ from: '2026-02-19', days: 0 }),
    'days is 0, but must be a number above 0',
  ],
])('%s names a wrong value', (_, act, message) => {
  expect(act).toThrow(message);
});

test('a listener that throws spoils no answer', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const simulator = createSimulator({
    profile: 'calm',
    latency: false,
    onEntry: () => {
      throw new Error('disk full');
    },
  });
  const response = await draw(simulator, PRIMARY);
  expect(response.status).toBe(200);
  expect(simulator.journal).toMatchObject([{ status: 200 }]);
  expect(said).toHaveBeenCalledTimes(1);
  said.mockRestore();
});

test('an episode cannot be changed by whoever looks at it', () => {
  const simulator = createSimulator({ clock: createManualClock() });
  simulator.outage(PRIMARY, { minutes: 5 });
  const episodes = simulator.timeline({ from: '2026-02-19', days: 1 });
  expect(episodes.map(({ kind }) => kind)).toContain('outage');
  for (const episode of episodes) expect(Object.isFrozen(episode)).toBe(true);
});
