import { checkEach, checkObject, type Check } from '../check-object.ts';
import { parseMoment } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { profileProblem } from '../options.ts';
import { show } from '../show.ts';
import type { SimulationOptions } from './simulate.ts';

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < Infinity;

const checks: Record<keyof SimulationOptions, Check> = {
  failover: (value) =>
    typeof value === 'function'
      ? undefined
      : 'must be a function such as ({ clock, random, fetch }) => createFailover({ models, clock, random, fetch })',
  seed: (value) => (Number.isSafeInteger(value) ? undefined : 'must be an integer'),
  profile: profileProblem,
  from: (value) => void parseMoment('from', value),
  days: (value) =>
    Number.isInteger(value) && isPositive(value) && Number(value) <= 3_650
      ? undefined
      : 'must be an integer from 1 to 3650',
  rps: (value) =>
    isPositive(value) && Number(value) <= 1_000 ? undefined : 'must be above 0 and at most 1000',
  demand: (value) =>
    Array.isArray(value) && value.length === 24 && value.every(isAmount) && Math.max(...value) > 0
      ? undefined
      : 'must be 24 numbers, 0 or more, one for each hour in Beijing',
  prices: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isAmount)
      ? undefined
      : 'must be US dollars by model, such as { "flux-2-pro": 0.03 }',
  behaveLike: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((name) => typeof name === 'string')
      ? undefined
      : 'must be names by name, such as { "google/gemini-3-pro-image": "gemini-3-pro-image-preview" }',
  onProgress: (value) => (typeof value === 'function' ? undefined : 'must be a function'),
};

/** Throws a SimulatorOptionsError that names the option, its value and what to write instead. */
export function checkSimulation(options: SimulationOptions): void {
  checkObject('options', options, '{ failover, days: 2 }');
  if (typeof options.failover !== 'function') {
    throw new SimulatorOptionsError(
      `failover is ${show(options.failover)}, but ${checks.failover(undefined)}.`,
    );
  }
  checkEach('option of simulate', options, checks);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
