import { InvalidOptionsError } from '../errors.ts';
import { createFailover } from '../failover/create-failover.ts';
import type { Failover, FailoverOptions } from '../failover/failover-types.ts';
import { describe } from '../options-check.ts';

/** A chain as it is, or one made of its options. @throws InvalidOptionsError */
export function toFailover<M extends string>(models: Failover<M> | FailoverOptions): Failover<M> {
  if (typeof models !== 'object' || models === null) throw noChain(models);
  if ('runDetailed' in models) return models;
  return createFailover(models);
}

/** @throws InvalidOptionsError now, not when the first client comes, for what has no such method of a chain. */
export function assertChain(models: unknown, method: 'handle' | 'status'): void {
  // JavaScript callers hand in anything.
  const found = (models as Record<string, unknown> | null | undefined)?.[method];
  if (typeof found !== 'function') throw noChain(models);
}

function noChain(models: unknown): InvalidOptionsError {
  return new InvalidOptionsError(`models is ${describe(models)}, but must be what createFailover() returns.`);
}
