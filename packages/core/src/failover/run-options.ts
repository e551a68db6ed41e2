import { capabilities } from '../chain/capability.ts';
import { isListOfText } from '../chain/check-spec.ts';
import { InvalidOptionsError } from '../errors.ts';
import { assertFlag, assertKnownKeys, describe } from '../options-check.ts';
import { assertTimeout } from './settings.ts';
import type { WalkOptions } from './walk-context.ts';

// A new option that is missing here does not compile. The last three are the gateway's.
const known: Record<keyof WalkOptions<string>, true> = {
  signal: true,
  models: true,
  requires: true,
  caller: true,
  failover: true,
  totalTimeoutMs: true,
  requested: true,
  clientsKey: true,
  unable: true,
};
const names = Object.keys(known);
const told = names.slice(0, -3);

/** @throws InvalidOptionsError for what a request asks that cannot be meant. */
export function checkRunOptions(options: WalkOptions<string>): void {
  assertKnownKeys('run', options, names, told);
  const { signal, models, requires, caller, failover, totalTimeoutMs } = options;
  if (totalTimeoutMs !== undefined) assertTimeout('totalTimeoutMs', totalTimeoutMs);
  if (failover !== undefined) assertFlag('failover', failover);
  assertCaller(caller);
  assertList('models', models, '["gpt-image-1.5"]');
  assertList('requires', requires, '["edits"]');
  const need = requires?.find((need) => !capabilities.includes(need));
  if (need !== undefined)
    throw new InvalidOptionsError(
      `requires has ${describe(need)}, but a request may ask for ${capabilities.join(', ')}.`,
    );
  if (signal !== undefined && !isSignal(signal)) {
    throw new InvalidOptionsError(
      `signal is ${describe(signal)}, but must be an AbortSignal, such as the signal of an AbortController.`,
    );
  }
}

function isSignal(signal: AbortSignal | null): boolean {
  return typeof signal?.addEventListener === 'function' && typeof signal.removeEventListener === 'function';
}

function assertCaller(caller: unknown): void {
  if (caller === undefined || typeof caller === 'string') return;
  throw new InvalidOptionsError(`caller is ${describe(caller)}, but must be a text such as "account 17".`);
}

function assertList(name: string, value: unknown, example: string): void {
  if (value === undefined || isListOfText(value)) return;
  throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be a list such as ${example}.`);
}
