import type { Verdict } from '../outcome.ts';
import { kinds } from './kinds.ts';

const actions: readonly unknown[] = ['failover', 'retry_then_failover', 'reject'];

/**
 * A verdict of a user's own rule, as it is.
 *
 * @throws TypeError naming the field and its value, when it is none: a rule that forgot its `return` must show.
 */
export function checkVerdict(verdict: Verdict): Verdict {
  // JavaScript callers return anything.
  const said: unknown = verdict;
  if (typeof said !== 'object' || said === null) {
    throw new TypeError(
      `classify returned ${String(said)}, but must return a verdict. Return \`builtIn\` to change nothing.`,
    );
  }
  if (!kinds.has(verdict.kind)) {
    throw new TypeError(
      `classify returned the kind ${verdict.kind}, but must be one of ${[...kinds.keys()].join(', ')}.`,
    );
  }
  if (!actions.includes(verdict.action)) {
    throw new TypeError(
      `classify returned the action ${verdict.action}, but must be one of ${actions.join(', ')}.`,
    );
  }
  return verdict;
}
