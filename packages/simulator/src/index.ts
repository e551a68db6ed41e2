export type { NextAnswer } from './faults/next-answer.ts';
export { createSimulator, type Simulator } from './simulator.ts';
export type { SimulatorOptions } from './options.ts';
export { SimulatorOptionsError } from './errors.ts';
export { createManualClock, type ManualClock } from './clock/manual-clock.ts';
export {
  createAcceleratedClock,
  type AcceleratedClock,
  type AcceleratedClockOptions,
} from './clock/accelerated-clock.ts';
export type { Episode } from './episodes/episode.ts';
export type { JournalEntry } from './journal/journal.ts';
export { faultNames, type FaultName } from './faults/fault.ts';
export { recordedAnswersById, type RecordedAnswer } from './faults/recorded-answer.ts';
export type { ProfileName } from './profile/named-profiles.ts';
export type { Latency, ModelProfile, Profile } from './profile/model-profile.ts';
export {
  calmProfile,
  documentedBands,
  documentedProfile,
  quietRate,
  type OverloadBand,
} from './profile/documented-profile.ts';
export { simulate, type SimulationOptions } from './simulate/simulate.ts';
export type { FailoverFactory, SimulationDeps } from './simulate/own-failover.ts';
export type { HourScore, Score, SimulationReport, Transition } from './simulate/simulation-report.ts';
export { documentedPrices } from './simulate/prices.ts';
export { verify, type VerificationOptions } from './verify/verify.ts';
export type { Check, Verification } from './verify/verification.ts';
export { formatTrace, parseTrace, traceLine } from './trace/trace.ts';
export type { TraceEntry } from './trace/trace-entry.ts';
