import { expect, test } from 'vitest';
import { createAcceleratedClock } from '../clock/accelerated-clock.ts';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { parseTrace } from '../trace/trace.ts';

const PRIMARY = 'gemini-3-pro-image-preview';

const get = async (simulator: Simulator, path: string): Promise<unknown> =>
  (await simulator.fetch(`http://sim.test/__sim/${path}`)).json();

const post = (simulator: Simulator, path: string, body: unknown): Promise<Response> =>
  simulator.fetch(`http://sim.test/__sim/${path}`, { method: 'POST', body: JSON.stringify(body) });

const draw = (simulator: Simulator): Promise<Response> =>
  simulator.fetch('http://sim.test/v1/images/generations', {
    method: 'POST',
    body: JSON.stringify({ model: PRIMARY, prompt: 'x' }),
  });

const calm = (): Simulator =>
  createSimulator({ profile: 'calm', latency: false, clock: createManualClock() });

test('an outage is ordered over HTTP, seen in the state, in the journal, and reset', async () => {
  const simulator = calm();
  expect((await post(simulator, 'outage', { model: PRIMARY, minutes: 30 })).status).toBe(200);
  expect((await draw(simulator)).status).toBe(503);
  expect(await get(simulator, 'state')).toMatchObject({
    seed: 10,
    profile: 'calm',
    time: '2026-02-19T20:00:00.000+08:00',
    requests: 1,
    models: [
      { name: PRIMARY, state: 'overloaded', episode: { kind: 'outage' } },
      { state: 'healthy', episode: null },
      {},
      {},
      {},
      {},
    ],
  });
  expect(await get(simulator, 'journal')).toMatchObject({ data: [{ model: PRIMARY, status: 503 }] });
  await post(simulator, 'reset', {});
  expect(await get(simulator, 'journal')).toEqual({ data: [] });
  expect((await draw(simulator)).status).toBe(200);
});

test('of outages that overlap the one that ends last is told', async () => {
  const simulator = calm();
  for (const minutes of [5, 30, 10]) await post(simulator, 'outage', { model: PRIMARY, minutes });
  const episode = { kind: 'outage', ends: '2026-02-19T20:30:00.000+08:00' };
  expect(await get(simulator, 'state')).toMatchObject({ models: [{ episode }, {}, {}, {}, {}, {}] });
});

test('the next answers are scripted over HTTP', async () => {
  const simulator = calm();
  await post(simulator, 'next', { model: PRIMARY, status: 429, times: 1 });
  expect(await get(simulator, 'state')).toMatchObject({ models: [{ scripted: 1 }, {}, {}, {}, {}, {}] });
  expect((await draw(simulator)).status).toBe(429);
  expect((await draw(simulator)).status).toBe(200);
});

test('the timeline begins now, or where it is asked to', async () => {
  const simulator = createSimulator({ seed: 10, clock: createManualClock() });
  expect(await get(simulator, 'timeline?days=0.04')).toMatchObject({
    data: [{ model: PRIMARY, starts: '2026-02-19T20:07:00.300+08:00', kind: 'overload' }],
  });
  const april = simulator.timeline({ from: '2026-04-01', days: 2 });
  expect(await get(simulator, 'timeline?from=2026-04-01&days=2')).toMatchObject({ data: april });
});

test('without a model an outage hits the whole vendor, and recovering ends what was ordered', async () => {
  const simulator = calm();
  await post(simulator, 'outage', { minutes: 30 });
  const states = async (): Promise<unknown> => {
    const { models } = (await (await post(simulator, 'recover', { model: PRIMARY })).json()) as {
      models: { state: string }[];
    };
    return models.map(({ state }) => state);
  };
  expect(await states()).toEqual(['healthy', ...Array.from({ length: 5 }, () => 'overloaded')]);
});

test('the journal tells of the last requests, and is a trace as JSON lines', async () => {
  const simulator = calm();
  for (let i = 0; i < 3; i++) await draw(simulator);
  expect(await get(simulator, 'journal?last=2')).toMatchObject({ data: [{ n: 2 }, { n: 3 }] });
  expect(await get(simulator, 'journal?last=0')).toMatchObject({
    error: { message: 'last is 0, but must be an integer above 0.' },
  });
  const trace = await (await simulator.fetch('http://sim.test/__sim/trace')).text();
  expect(parseTrace(trace).map(({ n, status }) => [n, status])).toEqual([
    [1, 200],
    [2, 200],
    [3, 200],
  ]);
});

test('a sequence is scripted over HTTP, and what is no list is refused', async () => {
  const simulator = calm();
  await post(simulator, 'sequence', { model: PRIMARY, answers: ['503', 'html'] });
  expect([(await draw(simulator)).status, (await draw(simulator)).status]).toEqual([503, 502]);
  const response = await post(simulator, 'sequence', { model: PRIMARY, answers: '503' });
  expect(response.status).toBe(400);
});

test('the faults are listed with what they do and where the bodies were seen', async () => {
  expect(await get(calm(), 'faults')).toMatchObject({
    faults: { reset: expect.stringContaining('reset') },
    recorded: expect.arrayContaining([expect.objectContaining({ id: 'relay-503-article', status: 503 })]),
  });
});

test('a manual clock advances over HTTP, an accelerated one changes its speed', async () => {
  const manual = createManualClock();
  const shifted = createSimulator({ clock: manual, start: '2026-05-01' });
  await post(shifted, 'clock', { advance: 60_000 });
  await post(shifted, 'clock', { set: '2026-05-01T00:01' });
  expect(manual.now()).toBe(60_000);
  expect(await get(shifted, 'state')).toMatchObject({ time: '2026-05-01T00:01:00.000+08:00' });

  const accelerated = createAcceleratedClock({ base: createManualClock() });
  const simulator = createSimulator({ clock: accelerated });
  await post(simulator, 'clock', { speed: 60 });
  expect(accelerated.speed).toBe(60);
});

test('what refuses one of several changes of the clock makes none of them', async () => {
  const accelerated = createAcceleratedClock({ base: createManualClock() });
  const simulator = createSimulator({ clock: accelerated });
  for (const wrong of [{ advance: -1 }, { advance: 1e300 }, { advance: 1_000, set: '2026-02-19T19:00' }]) {
    expect((await post(simulator, 'clock', { speed: 60, ...wrong })).status).toBe(400);
    expect([accelerated.speed, accelerated.now()]).toEqual([1, 0]);
  }
  expect((await post(simulator, 'clock', { speed: 0, advance: 1_000 })).status).toBe(400);
  expect([accelerated.speed, accelerated.now()]).toEqual([1, 0]);
  await post(simulator, 'clock', { speed: 60, advance: 1_000, set: '2026-02-19T20:01' });
  expect([accelerated.speed, accelerated.now()]).toEqual([60, 60_000]);
});

test.each(['{', '[]', '"x"', 'true', 'null', '5', '{model: "x"}'])(
  'a body that is %s is refused before anything is done',
  async (body) => {
    const simulator = calm();
    await post(simulator, 'outage', { minutes: 30 });
    const response = await simulator.fetch('http://sim.test/__sim/recover', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toContain('The body is no JSON object.');
    expect(await get(simulator, 'state')).toMatchObject({
      models: [{ state: 'overloaded' }, {}, {}, {}, {}, {}],
    });
  },
);

test.each([
  ['outage', { model: 'nope', minutes: 1 }, 'model is "nope", but simulated are:'],
  [
    'outage',
    { model: PRIMARY },
    'minutes is undefined, but must be a number above 0 and at most 525600, a year.',
  ],
  ['next', { model: PRIMARY, status: 'x' }, 'status is "x", but must be 200 or from 400 to 599.'],
  ['next', { model: PRIMARY }, 'status and fault are both missing. Send one of them:'],
  [
    'next',
    { model: PRIMARY, fault: 'truncate', status: 503 },
    'fault is "truncate" and status is 503, but an answer comes to one of them. Leave one out.',
  ],
  [
    'next',
    { model: PRIMARY, status: 503, time: 3 },
    'time is no field of next. There are: model, status, fault, times.',
  ],
  ['recover', { modle: PRIMARY }, 'modle is no field of recover. There are: model.'],
  ['reset', { all: true }, 'all is no field of reset. There are none.'],
  ['outage', { model: PRIMARY, minutes: 1e300 }, 'must be a number above 0 and at most 525600, a year.'],
  ['clock', { advance: 1e300 }, 'advance is 1e+300, which goes beyond 2125-12-31, where the timeline ends.'],
  ['clock', {}, 'Send {"advance": milliseconds}, {"set": "2026-02-19T20:00+08:00"} or {"speed": factor}.'],
  ['clock', { set: '2026-02-19T19:00' }, 'set is "2026-02-19T19:00", but it is 2026-02-19T20:00'],
  [
    'next',
    { model: PRIMARY, fault: 'nope' },
    'fault is "nope", but must be a status such as 503, none, one of reset',
  ],
  ['recover', { model: 'nope' }, 'model is "nope", but simulated are:'],
  ['clock', { speed: 2 }, 'A manual clock has no speed.'],
  ['clock', { advance: -1 }, 'advance is -1, but'],
  // What is no number, or no text, is not taken for one.
  ['outage', { model: PRIMARY, minutes: '5' }, 'minutes is "5", but must be a number above 0'],
  ['outage', { model: PRIMARY, minutes: true }, 'minutes is true, but must be a number above 0'],
  ['outage', { model: PRIMARY, minutes: [5] }, 'minutes is [5], but must be a number above 0'],
  ['outage', { model: null, minutes: 5 }, 'model is null, but simulated are:'],
  ['recover', { model: [PRIMARY] }, `model is ["${PRIMARY}"], but simulated are:`],
  ['recover', { model: true }, 'model is true, but simulated are:'],
  ['clock', { advance: '1000' }, 'advance is "1000", but time goes on by 0 ms or more.'],
  ['clock', { advance: true }, 'advance is true, but time goes on by 0 ms or more.'],
  ['clock', { advance: [1_000] }, 'advance is [1000], but time goes on by 0 ms or more.'],
  ['clock', { advance: null }, 'advance is null, but time goes on by 0 ms or more.'],
  ['clock', { set: ['2026-02-20'] }, 'set is ["2026-02-20"], but must be a Date or text such as'],
  ['next', { model: PRIMARY, fault: ['503'] }, 'fault is ["503"], but must be a status such as 503, none,'],
  ['next', { model: PRIMARY, fault: true }, 'fault is true, but must be a status such as 503, none,'],
  ['next', { model: PRIMARY, status: ['503'] }, 'status is ["503"], but must be 200 or from 400 to 599.'],
  ['next', { status: 503 }, 'model is undefined, but simulated are:'],
  ['sequence', { model: PRIMARY, answers: [['503']] }, 'answers[0] is ["503"], but must be a status such as'],
  ['sequence', { model: PRIMARY, answers: [null] }, 'answers[0] is null, but must be a status such as 503,'],
  ['sequence', { model: PRIMARY, answers: true }, 'answers is true, but must be a list such as'],
])('POST /__sim/%s with %o is a 400 that says what to send', async (path, body, message) => {
  const response = await post(calm(), path, body);
  expect(response.status).toBe(400);
  expect((await response.json()).error.message).toContain(message);
});

test.each([
  [{ speed: '60' }, 'speed is "60", but must be above 0 and at most 1000000.'],
  [{ speed: [60] }, 'speed is [60], but must be above 0'],
  [{ speed: true }, 'speed is true, but must be above 0'],
  [{ speed: null }, 'speed is null, but must be above 0'],
])('an accelerated clock is not given %j', async (body, message) => {
  const clock = createAcceleratedClock({ base: createManualClock() });
  const response = await post(createSimulator({ clock }), 'clock', body);
  expect(response.status).toBe(400);
  expect((await response.json()).error.message).toContain(message);
  expect(clock.speed).toBe(1);
});

test.each([
  ['days=many', 'days is "many", but must be a number above 0 and at most 36525.'],
  ['days=', 'days is "", but must be a number above 0 and at most 36525.'],
  ['days=0', 'days is 0, but must be a number above 0 and at most 36525.'],
  ['from=tonight', 'from is "tonight", but must be a Date or text such as'],
])('GET /__sim/timeline?%s is a 400 that says what to send', async (query, message) => {
  expect(await get(calm(), `timeline?${query}`)).toMatchObject({
    error: { message: expect.stringContaining(message) },
  });
});
