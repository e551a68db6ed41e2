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

test('the breaker of the article is not one', () => {
  const property = fc.property(breakerCommands(), (commands) => {
    fc.modelRun(() => ({ model: breakerModel(), real: subject() }), commands);
  });
  // The upstream fails, and is well again; but the breaker never closes.
  expect(() => fc.assert(property, { seed: 1 })).toThrow('Counterexample: [Outage,Recover');
});
