import { createFailover } from '../failover/create-failover.ts';
import type { Failover, FailoverOptions } from '../failover/failover-types.ts';

/** A chain as it is, or one made of its options. */
export function toFailover<M extends string>(models: Failover<M> | FailoverOptions): Failover<M> {
  if ('runDetailed' in models) return models;
  return createFailover(models);
}
