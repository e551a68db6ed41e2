import { checkEach, checkObject, type Check } from '../check-object.ts';
import type { BreakerRules } from './breaker-subject.ts';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

// Each of them is played, in every recovery and every outage.
const calls: Check = (value) =>
  isCount(value) && Number(value) <= 10_000 ? undefined : 'must be an integer from 1 to 10000';

const checks: Record<keyof BreakerRules, Check> = {
  longestOpenMs: (value) =>
    isCount(value) ? undefined : 'must be an integer of milliseconds, above 0. For 30 seconds write 30000',
  probesAtOnce: (value) =>
    isCount(value) || value === Infinity
      ? undefined
      : 'must be an integer above 0, or Infinity for as many as there are',
  successesToClose: calls,
  failuresToOpen: calls,
};

/** Throws a SimulatorOptionsError that names the rule, its value and what to write instead. */
export function checkRules(rules: BreakerRules): void {
  checkObject('rules', rules, '{ longestOpenMs: 300000 }, or left out');
  checkEach('rule of a breaker', rules, checks);
}
