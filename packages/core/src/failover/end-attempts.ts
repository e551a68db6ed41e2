import { failureCounts } from '../chain/caller-guard.ts';
import type { AttemptOutcome, Verdict } from '../outcome.ts';
import type { Attempts } from './attempts.ts';
import { evidenceOf, statusOf } from './evidence-of.ts';
import type { LiveAttempt } from './live-attempt.ts';

/** Ends one: the breaker told, the event emitted. False when it had ended before. */
export function endAttempt<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  verdict?: Verdict,
  status?: number,
): boolean {
  const counted = outcome === 'failure' ? outcomeOfFailure(walk, live) : outcome;
  if (!live.settle(counted, verdict, status)) return false;
  const { emit, isHeard } = walk.context;
  account(walk, live, counted, verdict);
  if (isHeard('attempt:end')) emit('attempt:end', live.record());
  return true;
}

/** Ends a failed one: classified, the breaker and the gates told. @returns what the failure means */
export function failAttempt<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  error: unknown,
): Verdict {
  const { classify, gate, emit } = walk.context;
  const evidence = evidenceOf(error, live.abortReason);
  const verdict = classify(evidence);
  endAttempt(walk, live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
  const { target, gateKeys } = live.link;
  // What a client's own key may do says nothing of others'.
  const ofClient = walk.request.options.clientsKey === true && target.apiKey === undefined;
  const forMs = ofClient ? undefined : gate.note(gateKeys, verdict);
  if (forMs !== undefined) emit('gate:closed', { model: target.name, kind: verdict.kind, forMs });
  return verdict;
}

/** Ends one whose answer is a stream: breaker and listeners are told when that has ended too. */
export function beginStream<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): boolean {
  const begun = live.settle('success', undefined, undefined, true);
  if (begun) account(walk, live, 'success');
  return begun;
}

/** Aborts all that are under way. Their breakers hear nothing of it. */
export function abandon<M extends string>(
  walk: Attempts<M>,
  reason: unknown = new DOMException('The request has ended.', 'AbortError'),
): void {
  for (const live of walk.all) stopOne(walk, live, 'ignored', reason);
}

/** One has answered: the others are aborted, but for a probe, whose outcome is what it was started for. */
export function overtake<M extends string>(walk: Attempts<M>): void {
  for (const live of walk.all) {
    if (live.settled || live.attempt.purpose === 'probe') continue;
    // Overtaken after its hedge delay: a hanging model must not hide behind the faster one.
    const outcome = live.overdue ? 'failure' : 'ignored';
    stopOne(walk, live, outcome, new DOMException('Another model answered.', 'AbortError'));
  }
}

/** The total deadline has passed: all are aborted, and those to blame have failed. */
export function expire<M extends string>(walk: Attempts<M>, timeout: DOMException, verdict: Verdict): void {
  for (const live of walk.all.filter(({ settled }) => !settled)) {
    // Whoever had most of the time, or is late by its own measure, is to blame; a late starter is not.
    const blamed = live.overdue || walk.context.clock.now() - live.startedAt >= walk.request.totalMs / 2;
    endAttempt(walk, live, blamed ? 'failure' : 'ignored', verdict);
    live.abort(timeout);
  }
}

// One caller's failures again and again are no news of the model.
function outcomeOfFailure<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): AttemptOutcome {
  const repeated = !live.settled && !failureCounts(live.link, walk.request.options.caller);
  return repeated ? 'ignored' : 'failure';
}

function account<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  verdict?: Verdict,
): void {
  const { load, meter } = walk.context;
  walk.underWay -= 1;
  if (live.attempt.purpose === 'retry') load.retries -= 1;
  meter.attempted(live.link, outcome, verdict);
}

function stopOne<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  reason: unknown,
): void {
  if (endAttempt(walk, live, outcome)) live.abort(reason);
}
