import type { ModelTarget } from '../chain/model-spec.ts';
import type { Attempt, Evidence, Trail, Verdict } from '../outcome.ts';

/** What the gateway and the fetch wrapper need of the failover: the walk, and where each model lives. */
export interface Engine<M extends string> {
  /** In the configured order. */
  readonly models: readonly M[];
  /** In the order of this moment: a promoted model first. */
  order(): readonly M[];
  /** The degradation headers of an answer at this level, with public names. */
  headersFor(trail: Trail, removed?: readonly string[]): [name: string, value: string][];
  target(model: M): ModelTarget<M>;
  runDetailed<T>(
    call: (model: M, attempt: Attempt<M>) => Promise<T>,
    options?: EngineRunOptions<M>,
  ): Promise<{ value: T; trail: Trail<M> }>;
  readonly classify: (evidence: Evidence) => Verdict;
  /** Tells the owner something that no client may read. */
  warn(message: string): void;
}

interface EngineRunOptions<M extends string> {
  readonly signal?: AbortSignal;
  /** The model asked for, when it is not the first to be tried. */
  readonly requested?: M;
  /** Models that cannot do what is asked. */
  readonly unable?: ReadonlySet<M>;
  /** The order to try for this request. */
  readonly models?: readonly M[];
  readonly failover?: boolean;
  /** Models without a key of their own are called with the client's. */
  readonly clientsKey?: boolean;
}
