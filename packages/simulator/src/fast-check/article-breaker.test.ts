import { createBreaker, documentedBreaker } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { breakerCommands, breakerModel } from './breaker-commands.ts';
import { laws } from './breaker-laws.ts';
import type { BreakerModel, BreakerRules, BreakerSubject, CallOutcome } from './breaker-subject.ts';

/** The class that people pasted in from the article of 2026-02-19, its faults kept. */
class ArticleBreaker {
  state: 'closed' | 'open' | 'half_open' = 'closed';
  private calls: { at: number; ok: boolean }[] = [];
  private openedAt = 0;

  canRequest(now: number): boolean {
    if (this.state !== 'open') return true;
    if (now - this.openedAt <= 300_000) return false;
    this.state = 'half_open';
    return true;
  }

  record(ok: boolean, now: number): void {
    this.calls = [...this.calls, { at: now, ok }].filter(({ at }) => at >= now - 60_000);
    const failures = this.calls.filter((call) => !call.ok).length;
    if (this.calls.length < 5 || failures / this.calls.length < 0.3) return;
    this.state = 'open';
    this.openedAt = now;
  }
}

function article(): BreakerSubject {
  const clock = createManualClock();
  const breaker = new ArticleBreaker();
  return {
    ask: () =>
      breaker.canRequest(clock.now())
        ? (outcome) => breaker.record(outcome === 'success', clock.now())
        : undefined,
    wait: (ms) => clock.advance(ms),
    isClosed: () => breaker.state === 'closed',
  };
}

function ours(openMs = 300_000): BreakerSubject {
  const clock = createManualClock();
  const breaker = createBreaker({ ...documentedBreaker, openMs, clock, random: () => 0.5 });
  return {
    ask() {
      const permit = breaker.acquire();
      return permit === -1 ? undefined : (outcome) => breaker.settle(permit, outcome);
    },
    wait: (ms) => clock.advance(ms),
    isClosed: () => breaker.state === 'closed',
  };
}

/** It never opens, and breaks no law of those that do. */
function never(): BreakerSubject {
  return { ask: () => () => {}, wait: () => {}, isClosed: () => true };
}

/** The same, but for its first opening. */
function once(): BreakerSubject {
  const clock = createManualClock();
  let failures = 0;
  let openedAt: number | undefined;
  const isOpen = (): boolean => openedAt !== undefined && clock.now() - openedAt < 300_000;
  return {
    ask: () =>
      isOpen()
        ? undefined
        : (outcome) => {
            if (outcome === 'failure' && (failures += 1) === 5) openedAt = clock.now();
          },
    wait: (ms) => clock.advance(ms),
    isClosed: () => !isOpen(),
  };
}

/**
 * It lets everybody through again once the open time is over, without a probe: at that moment, or when the next one
 * asks.
 */
function byTime(closes: 'at once' | 'when asked'): BreakerSubject {
  const clock = createManualClock();
  let openedAt: number | undefined;
  const close = (): void => {
    if (openedAt !== undefined && clock.now() - openedAt >= 300_000) openedAt = undefined;
  };
  return {
    ask() {
      close();
      if (openedAt !== undefined) return undefined;
      return (outcome) => {
        if (outcome === 'failure') openedAt ??= clock.now();
      };
    },
    wait(ms) {
      clock.advance(ms);
      if (closes === 'at once') close();
    },
    isClosed: () => openedAt === undefined,
  };
}

interface Found {
  /** The sentence that is untrue, or undefined. */
  readonly sentence: string | undefined;
  readonly runs: number;
  readonly commands: string;
}

function search(make: () => BreakerSubject, rules: BreakerRules = {}): Found {
  const property = fc.property(breakerCommands(rules), (commands) => {
    fc.modelRun(() => ({ model: breakerModel(), real: make() }), commands);
  });
  const { errorInstance, numRuns, counterexample } = fc.check(property, { numRuns: 300, seed: 20260219 });
  return {
    sentence: errorInstance instanceof Error ? errorInstance.message : undefined,
    runs: numRuns,
    commands: fc.stringify(counterexample),
  };
}

test('nothing is untrue of core’s breaker, which lets up to eight probes through in its recovery', () => {
  expect(search(ours, { probesAtOnce: 8 })).toMatchObject({ sentence: undefined, runs: 300 });
});

test.each<[string, () => BreakerSubject, BreakerRules]>([
  ['still refuses in the last millisecond of its open time', () => ours(300_001), { probesAtOnce: 8 }],
  ['closes by itself when its open time is over', () => byTime('at once'), {}],
  ['closes when somebody asks after its open time', () => byTime('when asked'), {}],
])('nothing is untrue of a breaker that %s', (_title, make, rules) => {
  expect(search(make, rules)).toMatchObject({ sentence: undefined, runs: 300 });
});

test('a breaker that refuses a millisecond longer is found out', () => {
  expect(search(() => ours(300_002), { probesAtOnce: 8 }).sentence).toMatch(/^Not true of this breaker: /);
});

test.each([
  ['never opens', never],
  ['opens once and never again', once],
])('a breaker that %s is found out, and shrunk to the outage that shows it', (_title, make) => {
  const { sentence, commands } = search(make);
  expect(sentence).toBe(
    'Not true of this breaker: 20 failures in a row open it, when nothing else was seen for 300000 ms.',
  );
  expect(commands).toMatch(/^\[(?:Outage,?){1,2}\s*\/\*replayPath/);
});

test('the article’s breaker is found out within ten runs, and shrunk to a command or two', () => {
  const { sentence, runs, commands } = search(article);
  expect(sentence).toMatch(/^Not true of this breaker: /);
  expect(runs).toBeLessThanOrEqual(10);
  expect(commands.match(/[A-Z]\w+/g)?.length).toBeLessThanOrEqual(3);
});

// Each fault by itself, by the calls that show it.
const faults: [string, (law: ReturnType<typeof laws>, model: BreakerModel, real: BreakerSubject) => void][] =
  [
    [
      'a success never opens it',
      (law, model, real) => play(law, model, real, ['failure', 'failure', 'success', 'success', 'success']),
    ],
    [
      'a caller’s own fault never opens it',
      (law, model, real) => play(law, model, real, Array(5).fill('ignored')),
    ],
    [
      'while it is not closed at most 1 at once are let through, and not 2',
      (law, model, real) => {
        play(law, model, real, Array(6).fill('failure'));
        real.wait(300_001);
        law.ask(model, real);
        law.ask(model, real);
      },
    ],
    [
      '20 successes after the open time close it',
      (law, model, real) => {
        play(law, model, real, Array(6).fill('failure'));
        real.wait(1);
        law.recover(model, real);
      },
    ],
    [
      'it refuses no longer than 300000 ms at a stretch, unless a probe is under way or failed',
      (law, model, real) => {
        law.ask(model, real);
        play(law, model, real, Array(6).fill('failure'));
        wait(model, real, 50_000);
        // Sent before it opened, failed after: the open time begins anew.
        law.settle(model, real, 0, 'failure');
        wait(model, real, 250_001);
        law.ask(model, real);
      },
    ],
  ];

test.each(faults)('of the article’s breaker it is not true that %s', (sentence, act) => {
  expect(() => act(laws({}), breakerModel(), article())).toThrow(`Not true of this breaker: ${sentence}.`);
});

test.each(faults)('of core’s breaker it is: %s', (_, act) => {
  act(laws({}), breakerModel(), ours());
});

function play(
  law: ReturnType<typeof laws>,
  model: BreakerModel,
  real: BreakerSubject,
  outcomes: readonly CallOutcome[],
): void {
  for (const outcome of outcomes) {
    if (law.ask(model, real)) law.settle(model, real, model.calls.length - 1, outcome);
  }
}

function wait(model: BreakerModel, real: BreakerSubject, ms: number): void {
  real.wait(ms);
  model.now += ms;
}
