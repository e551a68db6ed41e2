import { describe, expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import type { ModelProfile, Profile } from '../profile/model-profile.ts';
import { calmProfile } from '../profile/documented-profile.ts';
import { EPOCH_AT } from '../episodes/beijing-time.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { createSimulatedModel } from './simulated-model.ts';

const MODEL = 'of-our-own';
const OTHER = 'another';

const draw = (simulator: Simulator, headers: Record<string, string> = {}, model = MODEL): Promise<Response> =>
  simulator.fetch('https://api.example.com/v1/images/generations', {
    method: 'POST',
    body: JSON.stringify({ model, prompt: 'x' }),
    headers,
  });

const profileOf = (own: Partial<ModelProfile>, wider: Partial<Profile> = {}): Profile => ({
  ...calmProfile,
  others: { ...calmProfile.others, ...own },
  ...wider,
});

const statuses = async (simulator: Simulator, count: number, model = MODEL): Promise<number[]> => {
  const seen: number[] = [];
  for (let i = 0; i < count; i++) seen.push((await draw(simulator, {}, model)).status);
  return seen;
};

test('a quota lets so many requests through in each window and says when the next one begins', async () => {
  const clock = createManualClock();
  const profile = profileOf({ quota: { requests: 2, windowSeconds: 60 } });
  const simulator = createSimulator({ profile, models: [MODEL], latency: false, clock });
  clock.advance(45_000);
  expect(await statuses(simulator, 3)).toEqual([200, 200, 429]);
  expect((await draw(simulator)).headers.get('retry-after')).toBe('15');
  clock.advance(15_000);
  expect(await statuses(simulator, 3)).toEqual([200, 200, 429]);
});

test('server errors come at their own rate', async () => {
  const profile = profileOf({ serverErrorRate: 0.2 });
  const simulator = createSimulator({ seed: 1, profile, models: [MODEL], latency: false });
  const seen = await statuses(simulator, 1_000);
  // Four standard deviations of 1000 independent draws.
  expect(Math.abs(seen.filter((status) => status === 500).length - 200)).toBeLessThan(51);
  expect(new Set(seen)).toEqual(new Set([200, 500]));
});

test('some failures inside an episode never answer, and some errors are slow', async () => {
  const profile = profileOf({
    errorRate: { healthy: 0, overloaded: 1 },
    episodes: { hazardPerMinute: [1_000], durationMinutes: [600, 600] },
    hangShare: 0.25,
    slowErrors: { share: 0.4, latency: { medianMs: 60_000, p95Ms: 60_001 } },
    errorLatency: { medianMs: 1_000, p95Ms: 1_001 },
  });
  const model = createSimulatedModel(MODEL, profile.others, { seed: 2, latency: undefined });
  const fates = Array.from({ length: 2_000 }, () => model.arrive({ moment: EPOCH_AT + 3_600_000 }));
  const hanging = fates.filter(({ fault }) => fault?.kind === 'hang').length;
  const refused = fates.filter(({ fault }) => fault?.kind === 'status');
  const slow = refused.filter(({ latencyMs }) => latencyMs > 50_000).length;
  // Four standard deviations of independent draws.
  expect(Math.abs(hanging / 2_000 - 0.25)).toBeLessThan(0.039);
  expect(hanging + refused.length).toBe(2_000);
  expect(Math.abs(slow / refused.length - 0.4)).toBeLessThan(0.051);
});

test('an outage of the vendor overloads its models together and leaves others alone', () => {
  const vendorOutages = { perDay: 3, durationMinutes: [15, 45], models: [MODEL, OTHER], source: '' } as const;
  const simulator = createSimulator({
    profile: profileOf({}, { vendorOutages }),
    models: [MODEL, OTHER, 'elsewhere'],
  });
  const episodes = simulator.timeline({ from: '2026-02-19', days: 30 });
  const of = (name: string): unknown[] =>
    episodes
      .filter(({ model }) => model === name)
      .map(({ startsAt, endsAt, kind }) => [startsAt, endsAt, kind]);
  expect(of(MODEL).length).toBeGreaterThan(30);
  expect(of(MODEL)).toEqual(of(OTHER));
  expect(of('elsewhere')).toEqual([]);
});

test('near an episode successes are slow and the status call says delayed', async () => {
  const profile = profileOf({
    errorRate: { healthy: 0, overloaded: 0 },
    episodes: { hazardPerMinute: [0.01], durationMinutes: [30, 30] },
    slowdown: { factor: 3, rampMinutes: 5 },
  });
  const clock = createManualClock({ start: '2026-02-19' });
  const simulator = createSimulator({ profile, models: [MODEL], clock });
  const [episode] = simulator.timeline({ from: '2026-02-19', days: 1 });
  const waited = async (before: number): Promise<number> => {
    clock.advance((episode?.startsAt ?? 0) - before - clock.wallNow());
    const answer = draw(simulator, { 'x-sim-id': '7' });
    await expect.poll(() => clock.pending).toBe(1);
    const startedAt = clock.now();
    while (clock.pending > 0) clock.advance(1);
    await answer;
    return clock.now() - startedAt;
  };
  const usual = await waited(20 * 60_000);
  const status = async (): Promise<unknown> =>
    (await simulator.fetch(`https://api.example.com/v1/models/status?model=${MODEL}`)).json();
  expect(await status()).toMatchObject({ status: 'normal' });
  expect(await waited(4 * 60_000)).toBeCloseTo(3 * usual, -1);
  expect(await status()).toMatchObject({ status: 'delayed', available: true });
});

describe('what an answer carries brings the same answer back', () => {
  test('for every request of an hour', async () => {
    const options = { seed: 3, latency: false } as const;
    const clock = createManualClock({ start: '2026-02-19T20:00' });
    const first = createSimulator({ ...options, clock });
    const again = createSimulator({ ...options, clock: createManualClock({ start: '2026-08-01' }) });
    for (let i = 0; i < 60; i++) {
      const response = await draw(first, {}, 'gemini-3-pro-image-preview');
      clock.advance(60_000);
      const [id = '', time = ''] = ['x-sim-id', 'x-sim-time'].map((name) => response.headers.get(name) ?? '');
      const replayed = await draw(
        again,
        { 'x-sim-id': id, 'x-sim-time': time },
        'gemini-3-pro-image-preview',
      );
      expect(replayed.status).toBe(response.status);
      expect(replayed.headers.get('x-sim-episode')).toBe(response.headers.get('x-sim-episode'));
    }
    expect(first.journal.some(({ status }) => status === 503)).toBe(true);
  });

  test('for an id that is text, or a number too long to be taken as it is', async () => {
    const clock = createManualClock({ start: '2026-02-19T21:00' });
    const simulator = createSimulator({ seed: 7, latency: false, clock });
    const model = 'gemini-3-pro-image-preview';
    const ids = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? `user-${i}` : `9007199254740${i}99`));
    const carried = ({ status, headers }: Response): unknown => [status, headers.get('x-sim-id')];
    for (const own of ids) {
      const first = await draw(simulator, { 'x-sim-id': own }, model);
      const [id = '', time = ''] = ['x-sim-id', 'x-sim-time'].map((name) => first.headers.get(name) ?? '');
      const again = await draw(simulator, { 'x-sim-id': id, 'x-sim-time': time }, model);
      expect(carried(again)).toEqual(carried(first));
    }
  });

  test.each([
    [{ 'x-sim-id': '' }, 'x-sim-id is empty. Send a number or any other text.'],
    [{ 'x-sim-time': 'soon' }, 'x-sim-time is "soon", but must be a Date or text such as'],
  ])('%o is a 400 that says what to send', async (headers, message) => {
    const response = await draw(createSimulator({ profile: 'calm', models: [MODEL] }), headers);
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toContain(message);
  });
});
