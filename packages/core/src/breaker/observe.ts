import type { Breaker } from './breaker-types.ts';
import { uncounted } from './permit.ts';

/**
 * Lets a breaker only watch: what it would refuse is admitted and not counted, as if it had not been made.
 *
 * So it tells the same trips as one that acts on the same traffic. Isolation by hand still holds.
 */
export function observe(breaker: Breaker): Breaker {
  const state = (): Breaker['state'] => (breaker.state === 'isolated' ? 'isolated' : 'closed');
  return {
    acquire(now) {
      const permit = breaker.acquire(now);
      return permit === -1 && state() === 'closed' ? uncounted : permit;
    },
    settle: (permit, outcome, hint, now) => breaker.settle(permit, outcome, hint, now),
    get state() {
      return state();
    },
    retryAt: () => undefined,
    snapshot: () => ({
      ...breaker.snapshot(),
      state: state(),
      retryAt: undefined,
      probing: 0,
      observed: breaker.state,
    }),
    isolate: () => breaker.isolate(),
    reset: () => breaker.reset(),
    save: () => breaker.save(),
  };
}
