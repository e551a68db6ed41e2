import * as fc from 'fast-check';
import { laws, type Laws } from './breaker-laws.ts';
import type { BreakerModel, BreakerRules, BreakerSubject, CallOutcome } from './breaker-subject.ts';

type BreakerCommand = fc.Command<BreakerModel, BreakerSubject>;

/** What is known of a breaker that has just been made. */
export const breakerModel = (): BreakerModel => ({
  now: 0,
  refusingSince: undefined,
  failures: 0,
  calls: [],
});

/**
 * Commands for a model-based test of any breaker: ask, settle in any order, wait, go through an outage and a recovery. Each
 * checks what must be true of every breaker, and throws with the sentence that is not.
 *
 * @example
 * fc.assert(
 *   fc.property(breakerCommands(), (commands) => {
 *     fc.modelRun(() => ({ model: breakerModel(), real: subjectOf(createBreaker(options)) }), commands);
 *   }),
 * );
 */
export function breakerCommands(rules: BreakerRules = {}): fc.Arbitrary<Iterable<BreakerCommand>> {
  const law = laws(rules);
  const wait = fc.oneof(
    fc.integer({ min: 0, max: 20_000 }),
    fc.constantFrom(
      1,
      59_999,
      60_000,
      60_001,
      law.longestOpenMs - 1,
      law.longestOpenMs,
      law.longestOpenMs + 1,
    ),
  );
  const outcome = fc.constantFrom<CallOutcome>('failure', 'success', 'ignored');
  return fc.commands(
    [
      fc.constant(new Ask(law)),
      fc.tuple(outcome, fc.nat()).map(([outcome, which]) => new Settle(law, outcome, which)),
      fc.array(outcome, { minLength: 1, maxLength: 12 }).map((outcomes) => new Calls(law, outcomes)),
      wait.map((ms) => new Wait(ms)),
      fc.constant(new Turn(law, 'recover')),
      fc.constant(new Turn(law, 'outage')),
    ],
    { maxCommands: 60 },
  );
}

class Ask implements BreakerCommand {
  private readonly law: Laws;
  constructor(law: Laws) {
    this.law = law;
  }
  check = (): boolean => true;
  toString = (): string => 'Ask';
  run(model: BreakerModel, real: BreakerSubject): void {
    this.law.ask(model, real);
  }
}

class Settle implements BreakerCommand {
  private readonly law: Laws;
  private readonly outcome: CallOutcome;
  private readonly which: number;
  constructor(law: Laws, outcome: CallOutcome, which: number) {
    this.law = law;
    this.outcome = outcome;
    this.which = which;
  }
  check = ({ calls }: Readonly<BreakerModel>): boolean => calls.length > 0;
  toString = (): string => `Settle(${this.outcome}, ${this.which})`;
  run(model: BreakerModel, real: BreakerSubject): void {
    this.law.settle(model, real, this.which % model.calls.length, this.outcome);
  }
}

/** Calls one after the other, each settled at once: how breakers are opened. */
class Calls implements BreakerCommand {
  private readonly law: Laws;
  private readonly outcomes: readonly CallOutcome[];
  constructor(law: Laws, outcomes: readonly CallOutcome[]) {
    this.law = law;
    this.outcomes = outcomes;
  }
  check = (): boolean => true;
  toString = (): string => `Calls(${this.outcomes.join(', ')})`;
  run(model: BreakerModel, real: BreakerSubject): void {
    for (const outcome of this.outcomes) {
      if (this.law.ask(model, real)) this.law.settle(model, real, model.calls.length - 1, outcome);
    }
  }
}

class Wait implements BreakerCommand {
  private readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  toString = (): string => `Wait(${this.ms})`;
  run(model: BreakerModel, real: BreakerSubject): void {
    real.wait(this.ms);
    model.now += this.ms;
  }
}

/**
 * The upstream is down, or well again: everything under way comes to that, the open time passes, and then every call
 * that is let through.
 */
class Turn implements BreakerCommand {
  private readonly law: Laws;
  private readonly to: 'outage' | 'recover';
  constructor(law: Laws, to: 'outage' | 'recover') {
    this.law = law;
    this.to = to;
  }
  check = (): boolean => true;
  toString = (): string => (this.to === 'outage' ? 'Outage' : 'Recover');
  run(model: BreakerModel, real: BreakerSubject): void {
    this.law[this.to](model, real);
  }
}
