import { InvalidOptionsError } from './errors.ts';

export interface NumberRange {
  readonly above?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly whole?: boolean;
  readonly hint?: string;
}

/** @throws InvalidOptionsError unless `value` is a finite number in the range. */
export function assertNumber(name: string, value: unknown, range: NumberRange): void {
  const { above = -Infinity, atLeast = -Infinity, atMost = Infinity, whole = false, hint } = range;
  if (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value > above &&
    value >= atLeast &&
    value <= atMost &&
    (!whole || Number.isInteger(value))
  ) {
    return;
  }
  const limits = [
    whole ? 'a whole number' : 'a number',
    range.above === undefined ? undefined : `above ${above}`,
    range.atLeast === undefined ? undefined : `at least ${atLeast}`,
    range.atMost === undefined ? undefined : `at most ${atMost}`,
  ].filter((part) => part !== undefined);
  throw new InvalidOptionsError(
    `${name} is ${describe(value)}, but must be ${limits.join(', ')}.${hint === undefined ? '' : ` ${hint}`}`,
  );
}

/** @throws InvalidOptionsError unless `value` is true or false. */
export function assertFlag(name: string, value: unknown): void {
  if (typeof value !== 'boolean')
    throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be true or false.`);
}

/** @throws InvalidOptionsError */
export function assertFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be a function.`);
}

/** @throws InvalidOptionsError unless `clock` is left out or has all that a clock has. */
export function assertClock(clock: unknown): void {
  if (clock === undefined) return;
  for (const method of ['now', 'wallNow', 'setTimeout', 'clearTimeout']) {
    // JavaScript callers hand in anything.
    const found = (clock as Record<string, unknown> | null)?.[method];
    if (typeof found === 'function') continue;
    throw new InvalidOptionsError(
      `clock.${method} is ${describe(found)}, but must be a function. Leave clock out for the machine's own time.`,
    );
  }
}

/** @throws InvalidOptionsError for a key that is not in `known`, naming the nearest one of those that are `told`. */
export function assertKnownKeys(
  where: string,
  value: object,
  known: readonly string[],
  told: readonly string[] = known,
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidOptionsError(`${where} is ${describe(value)}, but must be an object.`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const near = told.find((key) => key.toLowerCase().startsWith(unknown.slice(0, 4).toLowerCase()));
  throw new InvalidOptionsError(
    `${where} has no option "${unknown}". ${near === undefined ? `It knows ${told.join(', ')}.` : `Did you mean "${near}"?`}`,
  );
}

/** A value as an error message may show it: short, and never a secret's whole text. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.length > 40 ? 'a long string' : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  return `a ${typeof value}`;
}
