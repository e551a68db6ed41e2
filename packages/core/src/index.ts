export type { Register } from './adapter/register.ts';
export { createBreaker } from './breaker/breaker.ts';
export type { Breaker, BreakerSnapshot, BreakerTransition, Permit } from './breaker/breaker.ts';
export type { SavedBreaker } from './breaker/saved.ts';
export { documentedBreaker } from './breaker/options.ts';
export type { BreakerOptions } from './breaker/options.ts';
export type { Capability } from './chain/capability.ts';
export { catalog, rankModels } from './chain/catalog.ts';
export type { CatalogModel, Ranking } from './chain/catalog.ts';
export type { ApiKey, ModelName, ModelOptions, ModelSpec } from './chain/model-spec.ts';
export { classify } from './classify/classify.ts';
export type { Clock } from './clock.ts';
export {
  ChainExhaustedError,
  FailoverError,
  InvalidOptionsError,
  isFailoverError,
  trailOf,
} from './errors.ts';
export type { FailoverErrorCode } from './errors.ts';
export { createFailover } from './failover/create-failover.ts';
export type {
  Failover,
  FailoverEventName,
  FailoverEvents,
  FailoverOptions,
  PromotionOptions,
  SavedFailover,
  HedgeOptions,
  RetryOptions,
  RunOptions,
} from './failover/failover-types.ts';
export type { GatewayOptions } from './gateway/gateway-options.ts';
export type { CostReport } from './failover/cost-meter.ts';
export { degradationHeaders } from './headers/degradation-headers.ts';
export type { HeaderLevel } from './headers/degradation-headers.ts';
export { readDegradation } from './headers/read-degradation.ts';
export type { Degradation } from './headers/read-degradation.ts';
export type {
  Attempt,
  AttemptOutcome,
  AttemptRecord,
  Evidence,
  FailureKind,
  Phase,
  Purpose,
  Reason,
  Trail,
  Verdict,
} from './outcome.ts';
export type { ModelHealth, ModelStatus, StatusSnapshot } from './status/snapshot.ts';
