import type { Chain } from '../chain/chain.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from '../gate/gate.ts';
import type { Attempt, Evidence, Trail, Verdict } from '../outcome.ts';
import type { CostMeter } from './cost-meter.ts';
import type { Emit } from './events.ts';
import type { FailoverEventName, RunOptions } from './failover-types.ts';
import type { Promotion } from './promotion.ts';
import type { WalkSettings } from './settings.ts';
import type { AllUnderWay } from './under-way.ts';

/** What one walk is asked for; `requested` is the model asked for when it is not the first to be tried. */
export interface WalkOptions<M extends string> extends RunOptions<M> {
  readonly requested?: M;
  /** Models without a key of their own are called with the client's: what that key may says nothing of others'. */
  readonly clientsKey?: boolean;
  /** Models that cannot do what this request asks for: passed over with the reason `capability`. */
  readonly unable?: ReadonlySet<M>;
}

/** The owner's call of one model. */
export type Call<M extends string, T> = (model: M, attempt: Attempt<M>) => Promise<T>;

/** What a walk gives. */
export interface Served<M extends string, T> {
  readonly value: T;
  readonly trail: Trail<M>;
}

/** What all walks of one chain share. */
export interface WalkContext<M extends string> {
  readonly chain: Chain<M>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly settings: WalkSettings;
  readonly emit: Emit<M>;
  isHeard(event: FailoverEventName): boolean;
  classify(evidence: Evidence): Verdict;
  exhaustedHeaders(trail: Trail<M>, retryAfterMs: number | null): Record<string, string>;
  /** What is under way, one entry a walk. */
  readonly active: AllUnderWay;
  readonly meter: CostMeter;
  readonly promotion: Pick<Promotion<M>, 'promoted'>;
  /** Retries under way, of all walks. */
  readonly load: { retries: number };
}
