import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type Breaker, type BreakerTransition, type Permit } from './breaker.ts';
import type { BreakerOptions } from './options.ts';

function setup(options: BreakerOptions = { failureRate: 0.5, minimumCalls: 4, consecutive: false }) {
  const clock = createManualClock();
  const transitions: BreakerTransition[] = [];
  const breaker = createBreaker({
    jitter: 0,
    ...options,
    clock,
    random: () => 0.5,
    onTransition: (transition) => transitions.push(transition),
  });
  return { clock, breaker, transitions };
}

function permitOf(breaker: Breaker): Permit {
  const permit = breaker.acquire();
  if (permit === -1) throw new Error('refused');
  return permit;
}

function settle(breaker: Breaker, outcomes: string): void {
  for (const letter of outcomes) breaker.settle(permitOf(breaker), letter === 'F' ? 'failure' : 'success');
}

test('it opens exactly at the rate and not below', () => {
  const { breaker } = setup();
  settle(breaker, 'SSSFF');
  expect(breaker.state).toBe('closed');
  settle(breaker, 'F');
  expect(breaker.state).toBe('open');
});

test('it never opens below the minimum of calls', () => {
  const { breaker } = setup();
  settle(breaker, 'FFF');
  expect(breaker.state).toBe('closed');
});

test('it refuses before the end of the open time and admits at it', () => {
  const { breaker, clock } = setup();
  settle(breaker, 'FFFF');
  expect(breaker.retryAt()).toBe(10_000);
  clock.step(9_999);
  expect(breaker.acquire()).toBe(-1);
  clock.step(1);
  expect(breaker.retryAt()).toBeUndefined();
  expect(breaker.acquire()).not.toBe(-1);
  expect(breaker.state).toBe('recovering');
});

test('it lets one, two, four and eight calls through before it closes', () => {
  const { breaker, clock } = setup();
  settle(breaker, 'FFFF');
  clock.step(10_000);
  for (const cap of [1, 2, 4, 8]) {
    expect(breaker.state).not.toBe('closed');
    const permits = Array.from({ length: cap }, () => permitOf(breaker));
    expect(breaker.acquire()).toBe(-1);
    for (const permit of permits) breaker.settle(permit, 'success');
  }
  expect(breaker.state).toBe('closed');
  expect(breaker.snapshot()).toMatchObject({ successes: 0, failures: 0, young: 0, probing: 0 });
});

test('each opening in a row lasts longer, up to the longest, and ten calm minutes forget the row', () => {
  const { breaker, clock } = setup();
  settle(breaker, 'FFFF');
  const lengths: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    const until = breaker.retryAt() ?? 0;
    lengths.push(Math.round(until - clock.now()));
    clock.step(until - clock.now());
    settle(breaker, 'F');
  }
  expect(lengths).toEqual([10_000, 15_000, 22_500, 33_750, 50_625, 75_000, 75_000, 75_000]);
  clock.step(120_000);
  settle(breaker, 'S'.repeat(15));
  clock.step(600_001);
  settle(breaker, 'FFFF');
  expect((breaker.retryAt() ?? 0) - clock.now()).toBe(10_000);
});

test('a run of failures reopens it in the middle of a recovery that went well so far', () => {
  const { breaker, clock } = setup({});
  while (breaker.state === 'closed') settle(breaker, 'F');
  clock.step(10_000);
  settle(breaker, 'S'.repeat(14));
  const { runNeeded } = breaker.snapshot();
  settle(breaker, 'F'.repeat(runNeeded - 1));
  expect(breaker.state).toBe('recovering');
  settle(breaker, 'F');
  expect(breaker.state).toBe('open');
});

test('each change of state tells the numbers that caused it', () => {
  const { breaker, clock, transitions } = setup();
  settle(breaker, 'SFFF');
  clock.step(10_250);
  settle(breaker, 'F');
  clock.step(15_000);
  settle(breaker, 'SSF' + 'S'.repeat(14));
  expect(transitions.map(({ from, to, explain }) => `${from} to ${to}: ${explain}`)).toEqual([
    'closed to open: rate 75 % of 4, 0 in flight, 0 overdue',
    'open to recovering: the open time was over 250 ms ago',
    'recovering to open: a probe failed, 1 of 1 probes failed',
    'open to recovering: the open time was over 0 ms ago',
    'recovering to closed: the last round of 8 succeeded, 1 of 17 probes failed',
  ]);
});

test('an ignored probe frees its place and changes nothing else', () => {
  const { breaker, clock } = setup();
  settle(breaker, 'FFFF');
  clock.step(10_000);
  for (let probe = 0; probe < 100; probe += 1) breaker.settle(permitOf(breaker), 'ignored');
  expect(breaker.state).toBe('recovering');
  expect(breaker.acquire()).not.toBe(-1);
});

test('an abandoned probe frees its place when its lease ends, as a failure', () => {
  const { breaker, clock } = setup({
    failureRate: 0.5,
    minimumCalls: 4,
    consecutive: false,
    overdueMs: 1_000,
  });
  settle(breaker, 'FFFF');
  clock.step(10_000);
  const abandoned = permitOf(breaker);
  expect(breaker.retryAt()).toBe(clock.now() + 6_000);
  clock.step(6_000);
  expect(breaker.acquire()).toBe(-1);
  expect(breaker.state).toBe('open');
  breaker.settle(abandoned, 'success');
  clock.step(15_000);
  expect(breaker.acquire()).not.toBe(-1);
});

test('a second settle of one permit changes nothing', () => {
  const { breaker } = setup();
  const permit = permitOf(breaker);
  for (let time = 0; time < 10; time += 1) breaker.settle(permit, 'failure');
  expect(breaker.snapshot()).toMatchObject({ failures: 1, young: 0 });
});

test('a Retry-After lengthens the open time up to five minutes and never shortens it', () => {
  for (const [retryAfterMs, expected] of [
    [30_000, 30_000],
    [3_600_000, 300_000],
    [1, 10_000],
    [-5, 10_000],
    [Number.NaN, 10_000],
  ] as const) {
    const { breaker } = setup();
    settle(breaker, 'FFF');
    breaker.settle(permitOf(breaker), 'failure', { retryAfterMs });
    expect(breaker.retryAt()).toBe(expected);
  }
});

test('hung calls open it when somebody asks next', () => {
  const { breaker, clock, transitions } = setup({
    failureRate: 0.5,
    minimumCalls: 4,
    consecutive: false,
    overdueMs: 5_000,
  });
  for (let call = 0; call < 4; call += 1) breaker.acquire();
  clock.step(8_000);
  expect(breaker.acquire()).toBe(-1);
  expect(transitions[0]).toMatchObject({
    from: 'closed',
    to: 'open',
    explain: 'rate 100 % of 4, 0 in flight, 4 overdue',
  });
});

test('isolation beats every state until the last hold is released, and a release works once', () => {
  const { breaker, clock } = setup();
  const [first, second] = [breaker.isolate(), breaker.isolate()];
  clock.step(3_600_000);
  expect(breaker.acquire()).toBe(-1);
  first();
  first();
  expect(breaker.state).toBe('isolated');
  second();
  expect(breaker.state).toBe('closed');
  expect(breaker.acquire()).not.toBe(-1);
});

test('reset closes it with nothing remembered', () => {
  const { breaker } = setup();
  settle(breaker, 'FFFF');
  breaker.reset();
  expect(breaker.state).toBe('closed');
  settle(breaker, 'FFF');
  expect(breaker.state).toBe('closed');
});

test('twenty breakers that open in one tick do not wake in one tick', () => {
  const clock = createManualClock();
  const wakes = Array.from({ length: 20 }, (_, index) => {
    const breaker = createBreaker({ clock, random: () => index / 20, minimumCalls: 4, failureRate: 0.5 });
    settle(breaker, 'FFFF');
    return breaker.retryAt();
  });
  expect(new Set(wakes).size).toBe(20);
});

test.each([
  [{ failureRate: 30 }, 'failureRate is 30, but must be a number, above 0, at most 1. For 30 % write 0.3.'],
  [{ failureRate: Number.NaN }, 'failureRate is NaN'],
  [{ minimumCalls: 0.5 }, 'minimumCalls is 0.5, but must be a whole number, at least 1.'],
  [{ windowMs: 10 }, 'windowMs is 10'],
  [{ failurerate: 0.3 }, 'Did you mean "failureRate"?'],
  [{ foo: 1 }, 'breaker has no option "foo". It knows failureRate'],
])('wrong options are named: %o', (options, message) => {
  expect(() => createBreaker(options as BreakerOptions)).toThrow(message);
});
