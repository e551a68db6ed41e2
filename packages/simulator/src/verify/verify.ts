import { checkNames, checkObject } from '../check-object.ts';
import { EPOCH_AT } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { DEFAULT_SEED } from '../options.ts';
import { documentedProfile } from '../profile/documented-profile.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import { independentProfile } from '../profile/variants.ts';
import { show } from '../show.ts';
import { createSimulatedModel } from '../upstream/simulated-model.ts';
import { checkBands } from './check-bands.ts';
import { checkDurations } from './check-durations.ts';
import { checkRequests } from './check-requests.ts';
import type { Verification } from './verification.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const FLASH = 'gemini-2.5-flash-image';

export interface VerificationOptions {
  /** @default 10 */
  readonly seed?: number;
  /**
   * How many days are simulated. The interval of a band is about 59 / sqrt(days) points of percentage wide on
   * either side: 0.6 of 10,000 days, 0.3 of 36,500.
   *
   * @default 10000
   */
  readonly days?: number;
}

/**
 * Measures the simulated overloads against the documented ones.
 *
 * Rates are integrated over time, not sampled, and judged by days: the requests of a day share its episodes,
 * so an interval that takes them for independent would be about six times too narrow at one request a minute.
 */
export function verify(options: VerificationOptions = {}): Verification {
  checkObject('options', options, '{ days: 1000 }');
  checkNames('option of verify', options, ['seed', 'days']);
  const { seed = DEFAULT_SEED, days = 10_000 } = options;
  if (!Number.isSafeInteger(seed)) {
    throw new SimulatorOptionsError(`seed is ${show(seed)}, but must be an integer.`);
  }
  if (!(Number.isInteger(days) && days >= 100 && days <= 36_500)) {
    throw new SimulatorOptionsError(`days is ${show(days)}, but must be an integer from 100 to 36500.`);
  }
  const profileOf = (name: string): ModelProfile =>
    documentedProfile.models[name] ?? documentedProfile.others;
  const [primary, flash] = [PRIMARY, FLASH].map((name) => ({
    name,
    profile: profileOf(name),
    model: createSimulatedModel(name, profileOf(name), { seed, latency: false }),
  }));
  if (primary === undefined || flash === undefined) throw new Error('two models were made');
  const until = EPOCH_AT + days * 86_400_000;
  const episodes = primary.model.episodesBetween(EPOCH_AT, until);
  const control = independentProfile().models[PRIMARY] ?? primary.profile;

  const checks = [
    ...checkBands(episodes, primary.profile, days),
    ...checkDurations(primary.name, episodes, primary.profile),
    ...checkDurations(flash.name, flash.model.episodesBetween(EPOCH_AT, until), flash.profile),
    ...checkRequests(
      primary.model,
      primary.profile,
      createSimulatedModel('the control', control, { seed, latency: false }),
      days,
    ),
  ];
  return { seed, days, checks, passed: checks.every(({ passed }) => passed) };
}
