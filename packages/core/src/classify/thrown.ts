import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { itemsOf, read } from './safe-read.ts';

const deepest = 6;

/** Who ended the call, when somebody did: our deadline, or whoever asked. */
export function abortOf(error: unknown, signalReason: unknown): Finding | undefined {
  if (signalReason !== undefined && signalReason !== null) {
    const timedOut = isTimeout(signalReason) || anyOf(signalReason, isTimeout) || anyOf(error, isTimeoutName);
    return { rule: timedOut ? outcomeRules.timedOut : outcomeRules.aborted, field: 'signalReason' };
  }
  // openai reports a signal's timeout as the user's abort; only newer versions tell by the cause.
  if (anyOf(error, isTimeout)) return { rule: outcomeRules.timedOut, field: 'error.name' };
  if (anyOf(error, isAbort)) return { rule: outcomeRules.aborted, field: 'error.name' };
  return undefined;
}

/** A fault of code that talks to an upstream, not of the upstream: no cause, no status, a JavaScript error. */
export function isFaultOfCode(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const name = read(error, 'name');
  return (
    (name === 'TypeError' || name === 'ReferenceError' || name === 'RangeError') &&
    read(error, 'cause') === undefined
  );
}

/** Names and codes of one error and its causes, checked one after the other. */
function anyOf(error: unknown, matches: (one: unknown) => boolean, depth = 0): boolean {
  if (depth > deepest || error === undefined || error === null) return false;
  if (matches(error)) return true;
  if (typeof error !== 'object') return false;
  if (anyOf(read(error, 'cause'), matches, depth + 1)) return true;
  if (anyOf(read(error, 'lastError'), matches, depth + 1)) return true;
  return itemsOf(read(error, 'errors')).some((one) => depth < 2 && anyOf(one, matches, depth + 3));
}

// openai sets `name` to "Error" on all its errors, so the class must be asked too.
function namesOf(error: unknown): readonly unknown[] {
  if (typeof error === 'string') return [error];
  const made = read(error, 'constructor');
  return [read(error, 'name'), typeof made === 'function' ? nameOfClass(made) : made];
}

function nameOfClass(made: object): unknown {
  try {
    return 'name' in made ? made.name : undefined;
  } catch {
    return undefined;
  }
}

function isTimeoutName(error: unknown): boolean {
  return namesOf(error).includes('TimeoutError');
}

function isTimeout(error: unknown): boolean {
  return isTimeoutName(error) || namesOf(error).includes('APIConnectionTimeoutError');
}

function isAbort(error: unknown): boolean {
  const names = namesOf(error);
  if (names.includes('AbortError') || names.includes('APIUserAbortError') || names.includes('CanceledError'))
    return true;
  const code = read(error, 'code');
  return code === 'ABORT_ERR' || code === 'ERR_CANCELED' || code === 'UND_ERR_ABORTED';
}
