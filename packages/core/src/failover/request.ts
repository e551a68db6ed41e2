import type { Link } from '../chain/chain.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/** What one walk is asked for, with everything filled in. */
export interface WalkRequest<M extends string> {
  readonly options: WalkOptions<M>;
  readonly requested: M;
  readonly order: readonly Link<M>[];
  readonly failover: boolean;
  readonly startedAt: number;
  readonly totalMs: number;
  readonly totalDeadlineAt: number;
}

/** @throws InvalidOptionsError for models that are not of this chain. */
export function toRequest<M extends string>(
  { chain, clock, settings }: WalkContext<M>,
  options: WalkOptions<M>,
): WalkRequest<M> {
  const { models, failover = true } = options;
  const order = chain.order(models);
  const requested = options.requested ?? models?.[0] ?? chain.head;
  const startedAt = clock.now();
  const totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
  return {
    options,
    requested,
    order: failover ? order : order.slice(0, 1),
    failover,
    startedAt,
    totalMs,
    totalDeadlineAt: startedAt + totalMs,
  };
}
