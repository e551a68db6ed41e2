import type { Phase } from '../outcome.ts';
import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { read } from './safe-read.ts';

// BFL, Replicate, fal, DashScope, Ark: one word says how far a task has come.
const pending = new Set([
  'pending',
  'queued',
  'in_queue',
  'in_progress',
  'processing',
  'starting',
  'running',
  'generating',
  'submitted',
  'created',
]);
const failed = new Set([
  'failed',
  'failure',
  'error',
  'canceled',
  'cancelled',
  'aborted',
  'expired',
  'task not found',
]);

/** Answers about a task: pending, failed or refused. Undefined for anything else, a finished task included. */
export function pollFault(body: object, phase: Phase | undefined): 'error' | Finding | undefined {
  const status =
    read(body, 'status') ?? read(body, 'task_status') ?? read(read(body, 'output'), 'task_status');
  if (typeof status !== 'string' || status.length > 60) return undefined;
  const word = status.toLowerCase();
  // A task that was only just submitted is pending too, and that is what was asked for.
  if (pending.has(word))
    return phase === 'poll' ? { rule: outcomeRules.pending, field: 'status' } : undefined;
  if (word.endsWith('moderated')) return 'error';
  return failed.has(word) ? 'error' : undefined;
}
