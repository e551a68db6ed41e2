import { createFailover, type BreakerOptions } from '@failsoft/core';
import { gemini } from '@failsoft/core/gemini';
import { describe, expect, test, vi } from 'vitest';
import type { FailoverFactory } from './own-failover.ts';
import { simulate, type SimulationOptions } from './simulate.ts';

// Thousands of requests a test, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const models = [
  'gemini-3-pro-image-preview',
  'gemini-2.5-flash-image',
  'seedream-4.5',
  'gpt-image-1.5',
] as const;
const baseURL = 'https://api.example.com/v1';

const factory =
  (
    own: { readonly breaker?: BreakerOptions | 'documented'; readonly length?: number } = {},
  ): FailoverFactory =>
  ({ clock, random, fetch }) => {
    const [first, ...rest] = models.slice(0, own.length);
    return createFailover({
      models: [first ?? models[0], ...rest],
      baseURL,
      clock,
      random,
      fetch,
      ...(own.breaker === undefined ? {} : { breaker: own.breaker }),
    });
  };

const quick = { failover: factory(), rps: 0.03 } satisfies SimulationOptions;

test('a chain answers where the primary alone does not, and the verdict says so', async () => {
  const report = await simulate(quick);
  expect(report.successRate).toBeGreaterThan(0.9999);
  expect(report.none.successRate).toBeLessThan(0.9);
  expect(report.documented.successRate).toBeGreaterThan(0.99);
  expect(report.verdict).toMatch(/^This configuration survives the day, answering 100 % of the requests/);
  expect(report.models).toEqual(models);
});

test('all three meet the same requests', async () => {
  const { yours, none, documented } = await simulate({ ...quick, profile: 'harsh' });
  const requests = none.hours.map((hour) => hour.requests);
  expect(yours.hours.map((hour) => hour.requests)).toEqual(requests);
  expect(documented.hours.map((hour) => hour.requests)).toEqual(requests);
});

test('every request is accounted for: answered by somebody, or failed', async () => {
  const report = await simulate({ ...quick, profile: 'harsh' });
  for (const score of [report.yours, report.none, report.documented]) {
    for (const { requests, failed, servedBy } of score.hours) {
      expect(Object.values(servedBy).reduce((sum, count) => sum + count, failed)).toBe(requests);
    }
    const answered = score.latencyCounts.reduce((sum, count) => sum + count, 0);
    expect(answered / score.requests).toBe(score.successRate);
  }
});

test('the same seed gives the same report, another seed another', async () => {
  const options = { ...quick, profile: 'harsh' } as const;
  const report = await simulate(options);
  expect(await simulate(options)).toEqual(report);
  expect((await simulate({ ...options, seed: 11 })).yours).not.toEqual(report.yours);
});

test('two simulations at once do not touch each other', async () => {
  const alone = await simulate({ ...quick, seed: 3 });
  const [first] = await Promise.all([simulate({ ...quick, seed: 3 }), simulate({ ...quick, seed: 4 })]);
  expect(first).toEqual(alone);
});

test('a chain of one model is no failover', async () => {
  const { yours, none, verdict } = await simulate({ ...quick, failover: factory({ length: 1 }) });
  expect(yours.successRate).toBeLessThan(0.97);
  // Core asks once more after a lone fault, so it cannot be worse.
  expect(yours.successRate).toBeGreaterThanOrEqual(none.successRate);
  expect(verdict).toMatch(
    /^This configuration does not yet survive the day, .*of the users get no picture\.$/,
  );
});

test('a breaker that opens too easily keeps the primary away from its users, and the verdict names it', async () => {
  const breaker = {
    failureRate: 0.05,
    minimumCalls: 1,
    openMs: 600_000,
    openGrowth: 1,
    maxOpenMs: 600_000,
  } satisfies BreakerOptions;
  const { yours, documented, verdict } = await simulate({ ...quick, failover: factory({ breaker }) });
  expect(yours.falseOpensPerDay).toBeGreaterThan(10);
  expect(yours.primaryShare).toBeLessThan(0.9 * documented.primaryShare);
  expect(verdict).toContain('its breaker opening');
});

test('demand follows the hours it is given', async () => {
  const demand = Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 3 : 1));
  const { none } = await simulate({ ...quick, rps: 0.05, days: 3, demand });
  const at20 = none.hours[20]?.requests ?? 0;
  const at19 = none.hours[19]?.requests ?? 0;
  // Poisson: four standard deviations of counts near 1620 and 540.
  expect(Math.abs(at20 - 3 * at19)).toBeLessThan(4 * Math.sqrt(1_620 + 9 * 540));
});

test('prices are counted for pictures that users got and for those that nobody got', async () => {
  const { none } = await simulate({ ...quick, prices: { [models[0]]: 1 } });
  expect(none.costPerImage).toBeCloseTo(1, 10);
});

test('a name costs what it stands for, and a model without a price is in no list of prices', async () => {
  const { prices, yours } = await simulate({
    ...quick,
    behaveLike: { best: models[0] },
    failover: (deps) => createFailover({ models: ['best', 'of-our-own'], baseURL, ...deps }),
  });
  expect(prices).toEqual({ best: 0.134 });
  expect(yours.costPerImage).toBeGreaterThan(0.1);
});

test.each(['Gemini 3 Pro', '即梦-4', 'a"b\\c', '100% & <more>'])(
  'a model of any name is itself upstream and in the figures: %s',
  async (name) => {
    const failover: FailoverFactory = (given) =>
      createFailover({ models: [name, 'constructor'], baseURL, ...given });
    const behaveLike = { [name]: models[0] };
    const { yours, none, unknownModels } = await simulate({ failover, rps: 0.02, behaveLike });
    expect(Object.keys(yours.servedBy).toSorted()).toEqual(['constructor', name].toSorted());
    expect(yours.primaryShare).toBeGreaterThan(0.9);
    expect(none.successRate).toBeLessThan(0.97);
    expect(unknownModels).toEqual(['constructor']);
    expect(yours.costPerImage).toBeGreaterThan(0);
  },
);

test('a factory that returns a promise is refused, and its rejection troubles nobody', async () => {
  // As JavaScript may do.
  const late = (() => Promise.reject(new Error('late'))) as unknown as FailoverFactory;
  await expect(simulate({ ...quick, failover: late })).rejects.toThrow('not a promise');
});

test('progress goes up to one', async () => {
  const shares: number[] = [];
  await simulate({ ...quick, rps: 0.1, onProgress: (share) => shares.push(share) });
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

describe('names that the profile does not know', () => {
  const chain =
    (first: string): FailoverFactory =>
    (deps) =>
      createFailover({ models: [{ name: first, upstreamModel: 'relay/pro' }, models[1]], baseURL, ...deps });

  test('are refused as the first of a chain: without its overloads every verdict would be good', async () => {
    await expect(simulate({ ...quick, failover: chain('best') })).rejects.toThrow(
      'The chain begins with "best", and the profile documented does not know when it is overloaded. Say which model it behaves like: behaveLike: { "best": "gemini-3-pro-image-preview" }.',
    );
  });

  test('can stand for one that it knows, by the name in the chain and by the one upstream', async () => {
    const behaveLike = { best: models[0], 'relay/pro': models[0] };
    const { none, yours, unknownModels } = await simulate({ ...quick, failover: chain('best'), behaveLike });
    expect(none.successRate).toBeLessThan(0.9);
    expect(yours.successRate).toBeGreaterThan(0.999);
    expect(unknownModels).toEqual([]);
    // By the names of the chain.
    expect(Object.keys(yours.servedBy).toSorted()).toEqual(['best', models[1]]);
  });

  test('are told of further down', async () => {
    const { unknownModels } = await simulate({
      ...quick,
      failover: (deps) => createFailover({ models: [models[0], 'of-our-own'], baseURL, ...deps }),
    });
    expect(unknownModels).toEqual(['of-our-own']);
  });
});

test('a bridge to Google’s own API is simulated too, as far as it is handed the fetch', async () => {
  const { yours, successRate } = await simulate({
    ...quick,
    failover: ({ clock, random, fetch }) =>
      createFailover({
        models: [
          { name: models[0], ...gemini({ apiKey: 'none', fetch }) },
          { name: models[1], ...gemini({ apiKey: 'none', fetch }) },
        ],
        clock,
        random,
        fetch,
      }),
  });
  expect(successRate).toBeGreaterThan(0.99);
  expect(yours.servedBy[models[0]]).toBeGreaterThan(1_500);
  expect(yours.servedBy[models[1]]).toBeGreaterThan(100);
});

test('a bridge that keeps the real fetch is stopped when its turn comes', async () => {
  await expect(
    simulate({
      ...quick,
      failover: (deps) =>
        createFailover({
          models: [models[0], { name: models[1], ...gemini({ apiKey: 'none' }) }],
          baseURL,
          ...deps,
        }),
    }),
  ).rejects.toThrow('failover makes a failover without the fetch that it is given.');
});

describe('a factory that forgets what it is given is told so', () => {
  const realFetch = globalThis.fetch;

  test.each<[string, FailoverFactory]>([
    ['fetch', ({ clock, random }) => createFailover({ models, baseURL, clock, random })],
    ['clock', ({ fetch, random }) => createFailover({ models, baseURL, fetch, random })],
    ['random', ({ clock, fetch }) => createFailover({ models, baseURL, clock, fetch })],
  ])('without %s', async (name, failover) => {
    await expect(simulate({ ...quick, failover })).rejects.toThrow(
      `failover makes a failover without the ${name} that it is given. Write ({ clock, random, fetch }) =>`,
    );
    // No request has left for the real upstream, and the process has its fetch back.
    expect(globalThis.fetch).toBe(realFetch);
  });
});

test('a request of somebody else in the process stops the simulation with its URL', async () => {
  const failover: FailoverFactory = (deps) => {
    setTimeout(() => void fetch('https://metrics.example/push').catch(() => {}), 1);
    return factory()(deps);
  };
  await expect(simulate({ ...quick, failover, rps: 0.1 })).rejects.toThrow(
    'https://metrics.example/push was asked by the fetch of the process',
  );
});

test.each([{ rps: 1e-9 }, { rps: 1e-9, days: 2 }])('%o is refused: no request came', async (few) => {
  await expect(simulate({ ...quick, ...few })).rejects.toThrow(
    /^rps is 1e-9, at which no request came in [12] days?\. Raise rps or days\.$/,
  );
});

test.each<[string, object]>([
  ['failover is undefined, but must be a function such as', { failover: undefined }],
  ['profile is "x", but must be "documented", "calm",', { profile: 'x' }],
  ['profile is null, but must be "documented", "calm",', { profile: null }],
  ['rps is NaN, but must be above 0', { rps: NaN }],
  ['days is 0, but must be an integer from 1 to 3650.', { days: 0 }],
  ['days is 1.5, but must be an integer', { days: 1.5 }],
  ['rps is -1, but must be above 0 and at most 1000.', { rps: -1 }],
  ['demand is [1], but must be 24 numbers', { demand: [1] }],
  ['must be 24 numbers', { demand: [...Array.from({ length: 23 }, () => 1), Infinity] }],
  ['must be US dollars by model', { prices: { a: '0.1' } }],
  ['prices is {"a":-1}, but must be US dollars', { prices: { a: -1 } }],
  ['from is "soon", but must be a Date or text', { from: 'soon' }],
  ['speed is no option of simulate. There are: failover, seed,', { speed: 2 }],
])('%s', async (message, options) => {
  await expect(simulate({ ...quick, ...options })).rejects.toThrow(message);
});

test.each([
  [undefined, 'options is undefined, but must be an object such as { failover, days: 2 }.'],
  [null, 'options is null, but must be an object'],
  [{ profile: 'x' }, 'failover is undefined, but must be a function such as'],
])('simulate(%o) is refused', async (options, message) => {
  // What plain JavaScript may pass.
  await expect(simulate(options as unknown as SimulationOptions)).rejects.toMatchObject({
    name: 'SimulatorOptionsError',
    message: expect.stringContaining(message),
  });
});
