import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { FailoverOptions } from './failover-types.ts';

const names = ['primary', 'backup', 'third'] as const;
const hour = 3_600_000;

function setup(promotion?: FailoverOptions['promotion']) {
  const clock = createManualClock();
  const failover = createFailover({
    models: names,
    clock,
    random: () => 0.5,
    ...(promotion === undefined ? {} : { promotion }),
  });
  const told: unknown[] = [];
  failover.on('promotion:suggested', (event) => told.push(event));
  failover.on('promotion:ended', ({ instead }) => told.push(`${instead} has done its part`));
  let down = true;
  const ask = () =>
    failover.runDetailed((model) =>
      model === 'primary' && down ? Promise.reject(upstreamError(503)) : Promise.resolve('image'),
    );
  const hours = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count * 60; minute += 1) {
      await ask();
      await clock.advance(60_000);
    }
  };
  return { clock, failover, told, ask, hours, recover: () => (down = false) };
}

test('after two hours down a stand-in is suggested, once, and nothing else changes', async () => {
  const { failover, told, ask, hours } = setup();
  await hours(1.9);
  expect(told).toEqual([]);
  await hours(3);
  expect(told).toEqual([
    { model: 'primary', instead: 'backup', downForMs: expect.any(Number), promoted: false },
  ]);
  expect(failover.status().promotion).toMatchObject({ instead: 'backup', promoted: false });
  expect((await ask()).trail).toMatchObject({ served: 'backup', reason: 'circuit-open' });
});

test('an automatic promotion is told in the trail and ends with the careful return of the primary', async () => {
  const { failover, told, ask, hours, recover } = setup({ automatic: true });
  await hours(3);
  const { trail } = await ask();
  expect(trail).toMatchObject({ requested: 'primary', served: 'backup', reason: 'promoted' });
  recover();
  await hours(1);
  expect(told.at(-1)).toBe('backup has done its part');
  expect(failover.status().promotion).toBeNull();
  expect((await ask()).trail.served).toBe('primary');
});

test('nothing is suggested when the vendor has told of the outage, or when it is not wanted', async () => {
  for (const promotion of [{ noticed: (model: string) => model === 'primary' }, false as const]) {
    const { told, hours } = setup(promotion);
    await hours(4);
    expect(told).toEqual([]);
  }
});

test('idle hours are not an outage that was seen, and a release by hand begins anew', async () => {
  const { failover, told, hours, clock } = setup({ afterMs: hour });
  await hours(0.9);
  const release = failover.isolate('primary');
  release();
  clock.step(10 * hour);
  await hours(0.05);
  expect(told).toEqual([]);
});

test.each([
  [{ afterMs: 0 }, 'promotion.afterMs is 0'],
  [{ automatic: 1 }, 'promotion.automatic is 1, but must be true or false'],
  [{ after: 1 }, 'Did you mean "afterMs"?'],
])('wrong options are named: %o', (promotion, message) => {
  expect(() => setup(promotion as never)).toThrow(message);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('the status page is down');
    },
  ],
  // What JavaScript callers write: it is never true.
  ['says neither yes nor no', (() => Promise.resolve(true)) as unknown as () => boolean],
])('a `noticed` that %s is told as a fault and harms no request', async (_how, noticed) => {
  const { failover, told, hours } = setup({ noticed });
  const faults: unknown[] = [];
  failover.on('fault', ({ where }) => faults.push(where));
  await hours(3);
  expect(new Set(faults)).toEqual(new Set(['promotion.noticed']));
  expect(told).toHaveLength(1);
  expect(() => setup({ noticed: 5 as unknown as () => boolean })).toThrow('promotion.noticed is 5');
});

test('a stand-in is suggested after minutes too, and undefined means the default', async () => {
  const { told, hours } = setup({ afterMs: 60_000 });
  await hours(0.5);
  expect(told).toHaveLength(1);
  expect(() => setup({ afterMs: undefined, automatic: undefined } as object)).not.toThrow();
});

test('an idle hour does not shorten an outage in which somebody stands in already', async () => {
  const { failover, clock, ask, hours } = setup();
  await hours(3);
  clock.step(hour);
  for (let minute = 0; minute < 5; minute += 1) {
    await ask();
    await clock.advance(60_000);
  }
  expect(failover.status().promotion?.downForMs).toBeGreaterThan(3.9 * hour);
});
