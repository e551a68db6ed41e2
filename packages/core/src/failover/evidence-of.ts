import { isEmptyOfSdk } from '../classify/answer-gemini.ts';
import type { Evidence } from '../outcome.ts';
import { AnswerError } from './answer-error.ts';

/** What a failed call showed: the raw answer where the call saw one, else the error itself. */
export function evidenceOf(error: unknown, signalReason: unknown): Evidence {
  const evidence = isAnswerError(error) ? error.evidence : { error };
  return signalReason === undefined ? evidence : { ...evidence, signalReason };
}

function isAnswerError(error: unknown): error is AnswerError {
  try {
    return error instanceof AnswerError;
  } catch {
    return false; // a proxy that throws is none of ours
  }
}

/** The HTTP status of a failed answer, for the trail; undefined when none came. */
export function statusOf(evidence: Evidence): number | undefined {
  if (evidence.status !== undefined) return evidence.status;
  const { error } = evidence;
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
    const found = typeof status === 'number' ? status : statusCode;
    return typeof found === 'number' ? found : undefined;
  } catch {
    return undefined; // a getter that throws has no status to tell
  }
}

// What upstreams put beside an error. Anything else, and it is an answer of the caller's own making.
const besideAnError = new Set([
  'error',
  'status',
  'type',
  'id',
  'object',
  'created',
  'model',
  'provider',
  'request_id',
  'user_id',
]);

/**
 * An upstream's error that came with a 200: SDKs resolve with it. openai 7 hands `{ error }` on as if
 * it were the image, @google/genai an answer with nothing in it. Never throws.
 */
export function isErrorAnswer(value: unknown): boolean {
  try {
    if (typeof value !== 'object' || value === null) return false;
    if (!('error' in value)) return isEmptyOfSdk(value);
    const { error } = value;
    if (typeof error !== 'object' || error === null || !('message' in error || 'code' in error)) return false;
    // openai adds its own fields, such as _request_id.
    return Object.keys(value).every((key) => besideAnError.has(key) || key.startsWith('_'));
  } catch {
    return false; // a getter or a proxy that throws is the caller's business
  }
}
