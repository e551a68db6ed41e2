import { describe, expect, test } from 'vitest';
import { ArticleBreaker } from '../testing/article-breaker.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type Permit } from './breaker.ts';
import { documentedBreaker } from './options.ts';

type Outcome = 'success' | 'failure' | 'ignored';

/** What both breakers can do: ask, and later say what the call came to. */
interface Subject {
  /** A function that settles the admitted call, or undefined when it was refused. */
  ask(): ((outcome: Outcome) => void) | undefined;
  wait(ms: number): void;
  stepBack(ms: number): void;
  closed(): boolean;
}

function ours(options: Parameters<typeof createBreaker>[0] = documentedBreaker): Subject {
  const clock = createManualClock(10_000_000);
  const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
  return {
    ask() {
      const permit: Permit | -1 = breaker.acquire();
      return permit === -1 ? undefined : (outcome) => breaker.settle(permit, outcome);
    },
    wait: (ms) => clock.step(ms),
    stepBack: (ms) => clock.step(-ms),
    closed: () => breaker.state === 'closed',
  };
}

function article(): Subject {
  const clock = createManualClock(10_000_000);
  const breaker = new ArticleBreaker(clock);
  return {
    // Any exception is a failure to it, a caller's own fault included.
    ask: () => (breaker.canRequest() ? (outcome) => breaker.record(outcome === 'success') : undefined),
    wait: (ms) => clock.step(ms),
    stepBack: (ms) => clock.step(-ms),
    closed: () => breaker.state === 'closed',
  };
}

function play(subject: Subject, outcomes: string): void {
  for (const letter of outcomes) {
    subject.ask()?.(letter === 'F' ? 'failure' : letter === 'S' ? 'success' : 'ignored');
  }
}

function opened(subject: Subject): void {
  play(subject, 'FFFFF');
  expect(subject.ask()).toBeUndefined();
}

// Each sentence is true of ours and false of the article's, for the same calls at the same times.
const sentences: [string, (subject: Subject) => boolean][] = [
  [
    'a success never opens it',
    (subject) => {
      play(subject, 'FFSSS');
      return subject.closed();
    },
  ],
  [
    'a thousand callers at the end of the open time: one is let through',
    (subject) => {
      opened(subject);
      subject.wait(300_001);
      return (
        Array.from({ length: 1000 }, () => subject.ask()).filter((done) => done !== undefined).length === 1
      );
    },
  ],
  [
    'it closes again after a recovery',
    (subject) => {
      opened(subject);
      subject.wait(300_001);
      play(subject, 'S'.repeat(15));
      return subject.closed();
    },
  ],
  [
    'the first failed probe opens it again',
    (subject) => {
      opened(subject);
      subject.wait(300_001);
      play(subject, 'F');
      return subject.ask() === undefined;
    },
  ],
  [
    'a late result of a call from before the opening does not extend the open time',
    (subject) => {
      const late = subject.ask();
      opened(subject);
      subject.wait(50_000);
      late?.('failure');
      subject.wait(250_000);
      return subject.ask() !== undefined;
    },
  ],
  [
    'the open time ends at its end, not after it',
    (subject) => {
      opened(subject);
      subject.wait(300_000);
      return subject.ask() !== undefined;
    },
  ],
  [
    'any number of bad prompts leaves it closed',
    (subject) => {
      play(subject, 'I'.repeat(1000));
      return subject.closed();
    },
  ],
  [
    'quick failures do not outvote slow successes under way',
    (subject) => {
      const slow = Array.from({ length: 40 }, () => subject.ask());
      play(subject, 'FFFFF');
      const stayed = subject.closed();
      for (const done of slow) done?.('success');
      return stayed && subject.closed();
    },
  ],
];

describe.each(sentences)('%s', (_, holds) => {
  test('in failsoft', () => expect(holds(ours())).toBe(true));
  test("and not in the article's code", () => expect(holds(article())).toBe(false));
});

test('a failure every 16 s opens the default breaker, which the window of the article never sees', () => {
  const fails = (subject: Subject): number => {
    for (let call = 1; call <= 500; call += 1) {
      const done = subject.ask();
      if (done === undefined) return call;
      done('failure');
      subject.wait(16_000);
    }
    return Infinity;
  };
  expect(fails(ours({}))).toBeLessThanOrEqual(11);
  expect(fails(article())).toBe(Infinity);
});

test('300,000 calls in one window cost constant work each', { timeout: 5_000 }, () => {
  const subject = ours();
  play(subject, 'S'.repeat(300_000));
  expect(subject.closed()).toBe(true);
  // The article's code reads n entries at the n-th record: here 45 thousand million, minutes.
  const clock = createManualClock();
  const naive = new ArticleBreaker(clock);
  for (let call = 0; call < 1000; call += 1) naive.record(true);
  expect(naive.visited).toBe(500_500);
});
