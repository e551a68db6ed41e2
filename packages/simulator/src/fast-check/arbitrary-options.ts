import type { Check } from '../check-object.ts';

export interface OutagesOptions {
  readonly models: readonly [string, ...string[]];
  /** @default 24 */
  readonly hours?: number;
  /** Shortest and longest. @default [5, 120], from the shortest to the longest that is documented */
  readonly minutes?: readonly [number, number];
  /** @default 6 */
  readonly maxLength?: number;
}

export interface TrafficOptions {
  /** @default 100 */
  readonly maxRequests?: number;
  /** @default 600_000, ten minutes */
  readonly withinMs?: number;
}

export interface AnswersOptions {
  /** Answers that never end need a clock or a deadline. @default false */
  readonly endless?: boolean;
}

export interface ClockStepsOptions {
  /** Clocks are set back now and then. @default false */
  readonly backwards?: boolean;
  /** @default 50 */
  readonly maxLength?: number;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [shortest, longest]: readonly unknown[] = value;
  return isCount(shortest) && isCount(longest) && 0 < shortest && shortest <= longest;
}

const count: Check = (value) => (isCount(value) ? undefined : 'must be an integer, 0 or more');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

/** What must be true of the options of each arbitrary. */
export const optionChecks: {
  readonly outages: Readonly<Record<keyof OutagesOptions, Check>>;
  readonly traffic: Readonly<Record<keyof TrafficOptions, Check>>;
  readonly answers: Readonly<Record<keyof AnswersOptions, Check>>;
  readonly clockSteps: Readonly<Record<keyof ClockStepsOptions, Check>>;
} = {
  outages: {
    models: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
        ? undefined
        : 'must be a list of at least one model name',
    hours: (value) =>
      typeof value === 'number' && value >= 0 && value <= 876_600
        ? undefined
        : 'must be from 0 to 876600, a hundred years',
    minutes: (value) =>
      isRange(value) ? undefined : 'must be the shortest and the longest in whole minutes, such as [5, 120]',
    maxLength: count,
  },
  traffic: { maxRequests: count, withinMs: count },
  answers: { endless: flag },
  clockSteps: { backwards: flag, maxLength: count },
};
