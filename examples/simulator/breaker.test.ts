import { createManualClock } from '@failsoft/simulator';
import { breakerCommands, breakerModel, type BreakerSubject } from '@failsoft/simulator/fast-check';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// The class that people pasted in from the article of 2026-02-19.
class ArticleBreaker {
  state = 'closed';
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

// Its own names for what every breaker does.
function subject(): BreakerSubject {
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

test.each([
  // The upstream fails, and is well again; but the breaker never closes.
  [1, '20 successes after the open time close it', '[Outage,Recover'],
  // Somebody sends a bad prompt, and everybody is shut out.
  [6, 'a caller’s own fault never opens it', '[Calls(failure, failure, failure, failure, ignored)'],
  // The open time is over, and whoever asks is let through to an upstream that may still be down.
  [72, 'while it is not closed at most 1 at once are let through', '[Outage,Outage,Ask,Ask'],
])('from seed %i of the article’s breaker it is not true that %s', (seed, sentence, counterexample) => {
  const property = fc.property(breakerCommands(), (commands) => {
    fc.modelRun(() => ({ model: breakerModel(), real: subject() }), commands);
  });
  const { errorInstance, counterexample: found } = fc.check(property, { seed });
  expect(String(errorInstance)).toContain(`Not true of this breaker: ${sentence}`);
  expect(fc.stringify(found)).toContain(counterexample);
});
