import type { Link } from '../chain/chain.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/** What one walk is asked for, with everything filled in. */
export class WalkRequest<M extends string> {
  readonly options: WalkOptions<M>;
  readonly requested: M;
  readonly order: readonly Link<M>[];
  readonly startedAt: number;
  readonly totalMs: number;

  /** @throws InvalidOptionsError for models that are not of this chain. */
  constructor({ chain, clock, settings }: WalkContext<M>, options: WalkOptions<M>) {
    const order = chain.order(options.models);
    this.options = options;
    this.requested = options.requested ?? options.models?.[0] ?? chain.head;
    this.order = options.failover === false ? order.slice(0, 1) : order;
    this.startedAt = clock.now();
    this.totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
  }

  get failover(): boolean {
    return this.options.failover !== false;
  }

  get totalDeadlineAt(): number {
    return this.startedAt + this.totalMs;
  }
}
