import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator } from '../simulator.ts';
import { clockSteps, outages, traffic, upstreamAnswers } from './arbitraries.ts';
import { breakerCommands } from './breaker-commands.ts';

const models = ['gemini-3-pro-image-preview', 'seedream-4.5'] as const;
const sampleOf = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, { numRuns: 1_000, seed: 7 });

test('outages are of the models asked for, within the hours, as long as documented, in order', () => {
  fc.assert(
    fc.property(outages({ models, hours: 2 }), (list) => {
      for (const { model, afterMs, minutes } of list) {
        expect(models).toContain(model);
        expect(afterMs >= 0 && afterMs <= 2 * 3_600_000).toBe(true);
        expect(minutes >= 5 && minutes <= 120).toBe(true);
      }
      expect(list.map(({ afterMs }) => afterMs)).toEqual(
        list.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b),
      );
    }),
  );
});

test('traffic is in order, bounded, and has bursts and the edges of windows in it', () => {
  const samples = sampleOf(traffic({ maxRequests: 50, withinMs: 120_000 }));
  for (const moments of samples) {
    expect(moments.length).toBeLessThanOrEqual(50);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.every((at) => at >= 0 && at <= 120_000)).toBe(true);
  }
  const all = samples.flat();
  expect([59_999, 60_000, 60_001].every((edge) => all.includes(edge))).toBe(true);
  expect(samples.some((moments) => moments.some((at, i) => i > 5 && moments[i - 5] === at))).toBe(true);
});

test('every answer is one that the simulator knows how to give, and none of them is endless', async () => {
  const clock = createManualClock();
  const simulator = createSimulator({ profile: 'calm', latency: false, clock });
  await fc.assert(
    fc.asyncProperty(upstreamAnswers(), async (fault) => {
      simulator.next(models[0], { fault });
      const body = JSON.stringify({ model: models[0], prompt: 'x' });
      const answer = simulator
        .fetch('https://api.example.com/v1/images/generations', { method: 'POST', body })
        .then((response) => response.text());
      // A lost connection is an answer too.
      await answer.catch(() => undefined);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('answers are varied: successes, statuses, recorded bodies and broken ones', () => {
  const seen = new Set(sampleOf(upstreamAnswers()));
  expect(seen.size).toBeGreaterThan(60);
  for (const answer of ['none', '503', 'truncate', 'relay-503-article']) expect(seen).toContain(answer);
  expect(seen).not.toContain('hang');
  expect(new Set(sampleOf(upstreamAnswers({ endless: true })))).toContain('hang');
});

test('clocks go back only when they are asked to', () => {
  expect(
    sampleOf(clockSteps())
      .flat()
      .every((ms) => ms >= 0),
  ).toBe(true);
  expect(
    sampleOf(clockSteps({ backwards: true }))
      .flat()
      .some((ms) => ms < 0),
  ).toBe(true);
});

// What plain JavaScript may pass.
const loose = { outages, traffic, upstreamAnswers, clockSteps, breakerCommands } as unknown as Record<
  string,
  (options: unknown) => unknown
>;

test.each<[string, unknown, string]>([
  ['outages', undefined, 'options is undefined, but must be an object such as { models: ["seedream-4.5"] }.'],
  ['outages', {}, 'models is undefined, but must be a list of at least one model name.'],
  ['outages', { models: [] }, 'models is [], but must be a list of at least one model name.'],
  ['outages', { models, hours: -1 }, 'hours is -1, but must be from 0 to 876600, a hundred years.'],
  ['outages', { models, minutes: [120, 5] }, 'minutes is [120,5], but must be the shortest and the longest'],
  ['outages', { models, minutes: [0.5, 2] }, 'minutes is [0.5,2], but must be the shortest and the longest'],
  [
    'outages',
    { models, hour: 3 },
    'hour is no option of outages. There are: models, hours, minutes, maxLength.',
  ],
  ['traffic', { withinMs: -1 }, 'withinMs is -1, but must be an integer, 0 or more.'],
  ['traffic', { maxRequests: '5' }, 'maxRequests is "5", but must be an integer, 0 or more.'],
  ['upstreamAnswers', { endless: 'no' }, 'endless is "no", but must be true or false.'],
  ['clockSteps', { backward: true }, 'backward is no option of clockSteps. There are: backwards, maxLength.'],
  [
    'breakerCommands',
    null,
    'rules is null, but must be an object such as { longestOpenMs: 300000 }, or left out.',
  ],
  [
    'breakerCommands',
    { longestOpenMs: NaN },
    'longestOpenMs is NaN, but must be an integer of milliseconds, above 0.',
  ],
  [
    'breakerCommands',
    { longestOpenMs: '30' },
    'longestOpenMs is "30", but must be an integer of milliseconds',
  ],
  ['breakerCommands', { probesAtOnce: 0 }, 'probesAtOnce is 0, but must be an integer above 0, or Infinity'],
  [
    'breakerCommands',
    { successesToClose: 0 },
    'successesToClose is 0, but must be an integer from 1 to 10000.',
  ],
  [
    'breakerCommands',
    { failuresToOpen: Infinity },
    'failuresToOpen is Infinity, but must be an integer from 1',
  ],
  [
    'breakerCommands',
    { openMs: 5 },
    'openMs is no rule of a breaker. There are: longestOpenMs, probesAtOnce,',
  ],
])('%s of %j is refused by name', (name, options, message) => {
  expect(() => loose[name]?.(options)).toThrow(message);
});

test('rules and options that are undefined count as left out', () => {
  for (const make of [
    () => breakerCommands({ longestOpenMs: undefined } as object),
    () => traffic({ withinMs: undefined } as object),
  ]) {
    expect(fc.sample(make() as fc.Arbitrary<unknown>, 3)).toHaveLength(3);
  }
});
