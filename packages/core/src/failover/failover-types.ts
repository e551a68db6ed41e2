import type { BreakerOptions } from '../breaker/options.ts';
import type { BreakerTransition } from '../breaker/breaker-types.ts';
import type { Capability } from '../chain/capability.ts';
import type { ApiKey, ModelSpec } from '../chain/model-spec.ts';
import type { SavedBreaker } from '../breaker/saved.ts';
import type { Clock } from '../clock.ts';
import type { GatewayOptions } from '../gateway/gateway-options.ts';
import type { HeaderLevel } from '../headers/degradation-headers.ts';
import type { Attempt, AttemptRecord, Evidence, Trail, Verdict } from '../outcome.ts';
import type { StatusSnapshot } from '../status/snapshot.ts';
import type { CostReport } from './cost-meter.ts';

/** What `createFailover` takes. */
export interface FailoverOptions<
  L extends readonly [ModelSpec, ...ModelSpec[]] = readonly [ModelSpec, ...ModelSpec[]],
> {
  /** The chain, in priority order: the first is the primary. Names are unique. */
  readonly models: L;
  /** Where every model without an own `baseURL` lives, such as `https://api.example.com/v1`. */
  readonly baseURL?: string | undefined;
  /** Sent as bearer token to `baseURL`; a function is asked before each call. */
  readonly apiKey?: ApiKey | undefined;
  /** Upstream transport. @default the global fetch, looked up at each call */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For every model without an own one. `'documented'` = 30 % / 60 s / 300 s / 5 calls. */
  readonly breaker?: BreakerOptions | 'documented';
  /** One attempt may take this long; passing it is a failure of the model. @default 90_000 */
  readonly attemptTimeoutMs?: number;
  /** One request may take this long, whatever the chain does; a stream until its end. @default 150_000 */
  readonly totalTimeoutMs?: number;
  /**
  Ask the same model once more, at once, after a lone quick fault of a model whose breaker is closed: a server
  error or broken connection, and a 503 where the model has been answering. Quick is sooner than the next model
  would be started beside it, and 5 s where that is not known.

  @default true
  */
  readonly retry?: boolean | RetryOptions;
  /**
  Start the next model beside one that is slower than `factor` times its median; the first answer wins.

  The median is learned from 15 successes, `medianMs` of the model serves until then. Nobody waits longer than
  half of the time that the attempt has, or twice the median if that is longer: without a known median the
  next model is started at that half. With `false` an attempt never takes all that is left of the request's
  time while another model could still be asked.

  @default { factor: 3, minimumDelayMs: 1_000 }
  */
  readonly hedge?: HedgeOptions | false;
  /**
  Who tests a model whose open time is over. `'raced'`: the fallback answers the user, the suspect is
  tried beside it. `'live'`: the user waits for the suspect; for runtimes that stop all work with the answer.

  @default 'raced', and 'live' on Cloudflare Workers
  */
  readonly probe?: 'raced' | 'live';
  /** Whether a vendor's safety refusal is shown to the caller or taken to the next vendor. @default 'reject' */
  readonly onContentBlocked?: 'reject' | 'failover';
  /** How much the response headers say. @default 'default' */
  readonly headers?: HeaderLevel;
  /** The last word on what an answer means, for a gateway of one's own. `builtIn` is failsoft's verdict. */
  readonly classify?: (evidence: Evidence, builtIn: Verdict) => Verdict;
  /**
  One caller's failures alone open no breaker: within 15 minutes each counts once a model. Callers are told
  apart by `caller` of the request. A chain with one caller, or few, then finds an outage late or never; slow
  calls (`slowMs`) count whoever makes them.

  @default false
  */
  readonly isolateCallers?: boolean;
  /** What to do when the primary stays down. @default { afterMs: 7_200_000, automatic: false } */
  readonly promotion?: PromotionOptions | false;
  /** What `save` of an earlier failover gave; breakers go on from there. */
  readonly saved?: SavedFailover;
  readonly clock?: Clock;
  /** Uniform in [0, 1); spreads the open times of a fleet. @default Math.random */
  readonly random?: () => number;
}

export interface PromotionOptions {
  /** Down for this long, a stand-in is suggested. @default 7_200_000 */
  readonly afterMs?: number;
  /** The stand-in counts as the primary until the primary is back: status and headers say `promoted`. @default false */
  readonly automatic?: boolean;
  /** Whether the vendor has told of this outage; then nothing is suggested. */
  readonly noticed?: (model: string) => boolean;
}

/** The breakers of a chain by model, as plain JSON. */
export interface SavedFailover {
  readonly v: 1;
  readonly breakers: Readonly<Record<string, SavedBreaker>>;
}

export interface RetryOptions {
  /** At most this share of the requests under way, and always three, are retried at once. @default no limit */
  readonly budget?: number;
}

export interface HedgeOptions {
  /** Times the median. Above 1. @default 3 */
  readonly factor?: number;
  /** No hedge starts earlier than this. @default 1_000 */
  readonly minimumDelayMs?: number;
}

/** Per request. */
export interface RunOptions<M extends string = string> {
  /** The caller's; when it is aborted every upstream call is, and `run` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The order to try, instead of the whole chain. The first counts as the model asked for. */
  readonly models?: readonly M[] | undefined;
  /** What the model must be able to do; models that declare `supports` without it are skipped. */
  readonly requires?: readonly Capability[] | undefined;
  /** Who asks, for `isolateCallers`: an account, a key's label, an address. Only a hash is kept. */
  readonly caller?: string | undefined;
  /** `false`: the first model or its own error. @default true */
  readonly failover?: boolean | undefined;
  /** @default the chain's `totalTimeoutMs` */
  readonly totalTimeoutMs?: number | undefined;
}

/** Event names and what their listeners get. None carries a key, a prompt or an upstream's text. */
export interface FailoverEvents<M extends string = string> {
  /** One call has ended: answered, failed or aborted. Of a stream: ended or broken off, after its last byte. */
  'attempt:end': AttemptRecord<M>;
  'breaker:open': BreakerTransition & { readonly model: M };
  'breaker:recovering': BreakerTransition & { readonly model: M };
  'breaker:closed': BreakerTransition & { readonly model: M };
  'breaker:isolated': BreakerTransition & { readonly model: M };
  /** A credential rests for `forMs`: quota, money or configuration. */
  'gate:closed': { readonly model: M; readonly kind: Verdict['kind']; readonly forMs: number };
  /** The primary has been down for long; `promoted` says whether the stand-in now counts as the primary. */
  'promotion:suggested': {
    readonly model: M;
    readonly instead: M;
    readonly downForMs: number;
    readonly promoted: boolean;
  };
  /** It is back, or held open by hand. */
  'promotion:ended': { readonly model: M; readonly instead: M; readonly downForMs: number };
  /** A request was answered by another model than the one asked for. */
  'chain:failover': Trail<M>;
  /** A request found no model that could answer. */
  'chain:exhausted': Trail<M>;
  /** A fault of ours or of a listener; no answer was harmed. */
  fault: { readonly where: string; readonly error: unknown };
}

export type FailoverEventName = keyof FailoverEvents;

/** Models in priority order that stand in for each other. */
export interface Failover<M extends string = string> {
  readonly models: readonly M[];
  /**
   * Calls the models in order until one answers.
   *
   * A caller's own fault (a 400, a content block) is rethrown untouched after one call;
   * `trailOf(error)` finds its trail.
   *
   * @throws ChainExhaustedError when no model can answer.
   */
  run<T>(call: (model: M, attempt: Attempt<M>) => Promise<T>, options?: RunOptions<M>): Promise<T>;
  /** Like `run`, and says who answered and why. */
  runDetailed<T>(
    call: (model: M, attempt: Attempt<M>) => Promise<T>,
    options?: RunOptions<M>,
  ): Promise<{ value: T; trail: Trail<M> }>;
  /** For SDKs. Answers 503 when the chain is exhausted; throws only when the caller's signal aborts. */
  readonly fetch: typeof globalThis.fetch;
  /** Answers OpenAI's routes and Gemini's own; undefined means: not our route. */
  handle(request: Request, options?: GatewayOptions): Promise<Response | undefined>;
  status(): StatusSnapshot<M>;
  /** What the calls have cost, by the models' `price`. */
  costs(): CostReport;
  /** For `saved` of a later failover: open times, openings in a row, what is learned of each model's errors. */
  save(): SavedFailover;
  /** @returns a function that removes the listener. */
  on<E extends FailoverEventName>(event: E, listener: (payload: FailoverEvents<M>[E]) => void): () => void;
  /** Takes a model out by hand. @returns a function that puts it back. */
  isolate(model: M): () => void;
  /** Makes a model the first choice until undone. @returns the undo. */
  promote(model: M): () => void;
  /** Aborts what is under way and refuses new requests. */
  close(): Promise<void>;
  /** @internal For adapters: the level and names that `degradationHeaders` needs. */
  readonly headersFor: (trail: Trail) => [name: string, value: string][];
}
