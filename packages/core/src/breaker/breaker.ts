import { systemClock } from '../clock.ts';
import { assertClock, assertFunction } from '../options-check.ts';
import { systemRandom } from '../random.ts';
import { ActingBreaker } from './acting-breaker.ts';
import type { Breaker, BreakerSurroundings } from './breaker-types.ts';
import { observe } from './observe.ts';
import { resolveBreakerOptions, type BreakerOptions } from './options.ts';
import { assertSaved } from './saved.ts';

export type { Breaker, BreakerSnapshot, BreakerSurroundings, BreakerTransition } from './breaker-types.ts';
export type { Permit } from './permit.ts';

/**
 * A circuit breaker that closes again.
 *
 * @example
 * const breaker = createBreaker({ failureRate: 0.5 });
 * const permit = breaker.acquire();
 * if (permit !== -1) breaker.settle(permit, 'success');
 *
 * @throws InvalidOptionsError
 */
export function createBreaker(options: BreakerOptions & BreakerSurroundings = {}): Breaker {
  const { clock = systemClock, random = systemRandom, onTransition, saved, ...rest } = options;
  const settings = resolveBreakerOptions(rest);
  assertClock(options.clock);
  assertFunction('random', options.random);
  assertFunction('onTransition', onTransition);
  if (saved !== undefined) assertSaved(saved);
  const breaker = new ActingBreaker(settings, { clock, random, onTransition, saved });
  return settings.observe ? observe(breaker) : breaker;
}
