import { expect, test } from 'vitest';
import { createManualClock } from './clock/manual-clock.ts';
import { calmProfile } from './profile/documented-profile.ts';
import type { Profile } from './profile/model-profile.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulator } from './simulator.ts';

/** Shown as what its methods say. */
const fakeClock = (says: { readonly now: unknown; readonly wallNow: unknown }): object => ({
  now: () => says.now,
  wallNow: () => says.wallNow,
  setTimeout: () => 0,
  clearTimeout: () => {},
  toJSON: () => says,
});

test.each<[string, unknown]>([
  ['seed is 1.5, but must be an integer.', { seed: 1.5 }],
  ['seed is "7", but must be an integer.', { seed: '7' }],
  [
    'profile is "wild", but must be "documented", "calm", "iid", "partial", "harsh" or a profile with models and others.',
    { profile: 'wild' },
  ],
  [
    'start is "yesterday", but must be a Date or text such as 2026-02-19T20:00+08:00.',
    { start: 'yesterday' },
  ],
  ['speed is 0, but must be above 0 and at most 1000000. 60 makes an hour last a minute.', { speed: 0 }],
  ['speed is NaN, but must be above 0', { speed: NaN }],
  ['latency is true, but must be false or a number of simulated milliseconds, 0 or more.', { latency: true }],
  ['latency is -1, but must be false or a number', { latency: -1 }],
  ['models is [], but must be a list of at least one model name.', { models: [] }],
  ['baseURL is "/v1", but must be a URL such as https://api.example.com/v1.', { baseURL: '/v1' }],
  ['trace is "a", but must be a list such as parseTrace returns.', { trace: 'a' }],
  ['clock is {}, but must be a clock', { clock: {} }],
  [
    'clock is {}, but must be a clock with now, wallNow, setTimeout and clearTimeout',
    { clock: { now: () => 0, wallNow: () => 0 } },
  ],
  [
    'clock is {"now":null,"wallNow":0}, but must be a clock whose now and wallNow are numbers of milliseconds. Its now() is NaN.',
    { clock: fakeClock({ now: NaN, wallNow: 0 }) },
  ],
  [
    'clock is {"now":0,"wallNow":"noon"}, but must be a clock whose now and wallNow are numbers of milliseconds. Its wallNow() is "noon".',
    { clock: fakeClock({ now: 0, wallNow: 'noon' }) },
  ],
  [
    'trace[0] is null, but must have model (text), n, status and latencyMs (numbers, 0 or more).',
    { trace: [null] },
  ],
  [
    'trace[1] is {"model":"a","n":1,"status":302,"latencyMs":0}, but cannot be replayed: status is 302, but must',
    {
      trace: [
        { model: 'a', n: 1, status: 200, latencyMs: 0 },
        { model: 'a', n: 1, status: 302, latencyMs: 0 },
      ],
    },
  ],
  ['options is null, but must be an object such as { seed: 7 }, or left out.', null],
  ['options is "calm", but must be an object such as { seed: 7 }', 'calm'],
  ['options is [], but must be an object such as { seed: 7 }', []],
  ['sed is no option of the simulator. There are: seed, profile, start,', { sed: 1 }],
  ['speed and clock exclude each other', { speed: 2, clock: createManualClock() }],
])('%s', (message, options) => {
  // What plain JavaScript may pass.
  expect(() => createSimulator(options as SimulatorOptions)).toThrow(message);
});

test('a value that JSON has no word for is named all the same', () => {
  const own: { self?: unknown } = {};
  own.self = own;
  for (const { clock, shown } of [
    { clock: own, shown: '[object Object]' },
    { clock: 1n, shown: '1' },
  ]) {
    expect(() => createSimulator({ clock } as unknown as SimulatorOptions)).toThrow(
      `clock is ${shown}, but must be a clock`,
    );
  }
});

test('options that are undefined count as left out', () => {
  // exactOptionalPropertyTypes would refuse it; spread options in JavaScript often are.
  const options = { seed: undefined, start: undefined } as unknown as SimulatorOptions;
  expect(createSimulator(options).seed).toBe(10);
});

test('a profile of one’s own is checked number by number', () => {
  const others = { ...calmProfile.others, errorRate: { healthy: 30, overloaded: 1 } };
  expect(() => createSimulator({ profile: { ...calmProfile, others } })).toThrow(
    'profile.others.errorRate.healthy is 30, but must be from 0 to 1.',
  );
});

test.each<[string, object]>([
  ['profile.others.errorRate is undefined, but must be an object such as', { others: {} }],
  ['profile.models is null, but must be an object such as', { models: null }],
  ['profile.models["a"] is 1, but must be an object such as', { models: { a: 1 } }],
  [
    'profile.others.latency is undefined, but must be an object such as { medianMs: 9000, p95Ms: 20000 }.',
    { others: { ...calmProfile.others, latency: undefined } },
  ],
  [
    'profile.others.quota.windowSeconds is 0, but must be above 0.',
    { others: { ...calmProfile.others, quota: { requests: 0, windowSeconds: 0 } } },
  ],
  [
    'profile.others.hangShare is 5, but must be from 0 to 1.',
    { others: { ...calmProfile.others, hangShare: 5 } },
  ],
  [
    'profile.others.serverErrorRate is "x", but must be from 0 to 1.',
    { others: { ...calmProfile.others, serverErrorRate: 'x' } },
  ],
  [
    'profile.others.serverErrorRate is "0", but must be from 0 to 1.',
    { others: { ...calmProfile.others, serverErrorRate: '0' } },
  ],
  ['profile.vendorOutages is null, but must be an object such as { perDay: 0.5,', { vendorOutages: null }],
  [
    'profile.vendorOutages.models is "seedream-4.5", but must be a list such as ["seedream-4.5"].',
    { vendorOutages: { perDay: 3, durationMinutes: [5, 15], models: 'seedream-4.5', source: '' } },
  ],
  [
    'profile.vendorOutages.models[0] is 5, but must be the name of a model.',
    { vendorOutages: { perDay: 3, durationMinutes: [5, 15], models: [5], source: '' } },
  ],
  [
    'profile.vendorOutages.durationMinutes is [5,15,45], but must be the shortest and the longest,',
    { vendorOutages: { perDay: 3, durationMinutes: [5, 15, 45], source: '' } },
  ],
  ...(['slowErrors', 'slowdown', 'quota', 'episodes'] as const).map((name): [string, object] => [
    `profile.others.${name} is null, but must be an object such as {`,
    { others: { ...calmProfile.others, [name]: null } },
  ]),
  // The timeline would never come to an end.
  [
    'profile.others.episodes.durationMinutes[0] is 0.000001, but must be 0.1 or more.',
    {
      others: {
        ...calmProfile.others,
        episodes: { hazardPerMinute: [1_000], durationMinutes: [0.000001, 1] },
      },
    },
  ],
  [
    'profile.others.episodes.hazardPerMinute[0] is 1000000, but must be from 0 to 1000.',
    { others: { ...calmProfile.others, episodes: { hazardPerMinute: [1e6, 0], durationMinutes: [5, 5] } } },
  ],
  ['profile.name is undefined, but must be a text such as "ours".', { name: undefined }],
  // What is misspelt would be left out without a word.
  [
    'vendorOutage is no field of profile. There are: name, models, others, vendorOutages.',
    { vendorOutage: 1 },
  ],
  [
    'perday is no field of profile.vendorOutages. There are: perDay, durationMinutes, models, source.',
    { vendorOutages: { perday: 3, durationMinutes: [5, 15], source: '' } },
  ],
  [
    'hangsShare is no field of profile.models["a"]. There are: errorRate, episodes,',
    { models: { a: { ...calmProfile.others, hangsShare: 0.1 } } },
  ],
  [
    'healthyBySlots is no field of profile.others.errorRate. There are: healthy, overloaded, healthyBySlot.',
    { others: { ...calmProfile.others, errorRate: { healthy: 0, overloaded: 1, healthyBySlots: [0] } } },
  ],
  ...(
    [
      ['latency', { medianMs: 1, p95Ms: 2 }],
      ['errorLatency', { medianMs: 1, p95Ms: 2 }],
      ['slowErrors', { share: 0.1, latency: { medianMs: 1, p95Ms: 2 } }],
      ['slowdown', { factor: 2, rampMinutes: 1 }],
      ['quota', { requests: 1, windowSeconds: 1 }],
      ['episodes', { hazardPerMinute: [0.1], durationMinutes: [1, 2] }],
    ] as const
  ).map(([name, part]): [string, object] => [
    `of is no field of profile.others.${name}. There are: ${Object.keys(part).join(', ')}.`,
    { others: { ...calmProfile.others, [name]: { ...part, of: 1 } } },
  ]),
  [
    'profile.vendorOutages.perDay is -3, but must be 0 or more.',
    { vendorOutages: { perDay: -3, durationMinutes: [5, 15], source: '' } },
  ],
  [
    'profile.vendorOutages.durationMinutes[1] is 1, but must be the first or more.',
    { vendorOutages: { perDay: 3, durationMinutes: [5, 1], source: '' } },
  ],
])('%s', (message, wrong) => {
  const profile = { ...calmProfile, ...wrong } as unknown as Profile;
  expect(() => createSimulator({ profile })).toThrow(message);
});

test('the error is recognised as one of failsoft', () => {
  try {
    createSimulator({ seed: NaN });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ name: 'SimulatorOptionsError', code: 'invalid_options' });
    expect(Symbol.for('failsoft.error') in Object(error)).toBe(true);
  }
});
