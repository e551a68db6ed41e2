export { clockSteps, outages, traffic, upstreamAnswers, type Outage } from './fast-check/arbitraries.ts';
export { breakerCommands, breakerModel } from './fast-check/breaker-commands.ts';
export type {
  BreakerModel,
  BreakerRules,
  BreakerSubject,
  CallOutcome,
} from './fast-check/breaker-subject.ts';
