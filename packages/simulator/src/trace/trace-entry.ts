import type { Episode } from '../episodes/episode.ts';
import { readFault, statusFault, type Fault } from '../faults/fault.ts';
import { CLIENT_CLOSED_REQUEST, type JournalEntry } from '../journal/journal.ts';

/**
 * One request of a trace: what a journal keeps and a replay needs. Nothing of `aborted`: whether a client leaves in
 * the middle of an answer is for the client of the replay to say.
 */
export type TraceEntry = Pick<JournalEntry, 't' | 'model' | 'n' | 'id' | 'status' | 'latencyMs'> & {
  readonly fault?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly episode?: Episode | undefined;
  /**
   * How many resets were before it, where there was one. A journal's own entries show none, and `formatTrace` and
   * `traceLine` know it of them all the same; not of a copy, such as `{ ...entry }` or one that went through JSON. So
   * keep the entries, or what `traceLine` makes of them.
   */
  readonly run?: number | undefined;
};

/** False for a request that was turned down before it reached a model: it has no place among the arrivals. */
export function wasLetIn({ n }: TraceEntry): boolean {
  return n > 0;
}

/** What went wrong with a request of a trace; undefined for a success. */
export function faultOf({ status, fault, retryAfterMs }: TraceEntry): Fault | undefined {
  if (fault !== undefined) return notNone(readFault('fault', fault));
  if (status === 0) return { kind: 'reset' };
  // The client did not wait for the answer, so nobody knows what it would have been.
  if (status === CLIENT_CLOSED_REQUEST) return { kind: 'hang' };
  const forced = notNone(statusFault('status', status));
  return forced?.kind === 'status' && retryAfterMs !== undefined ? { ...forced, retryAfterMs } : forced;
}

const notNone = (forced: Fault | 'none'): Fault | undefined => (forced === 'none' ? undefined : forced);
