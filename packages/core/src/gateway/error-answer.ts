import { isFailoverError, type FailoverError } from '../errors.ts';
import type { FailureKind } from '../outcome.ts';

// An upstream's words on these may hold fragments of a key, account names or balances.
const confidential: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'auth',
  'permission',
  'region_blocked',
  'rate_limited',
  'quota_exhausted',
  'insufficient_funds',
]);

/** Whether the upstream's own message of this kind is for the owner's eyes alone. */
export function isConfidential(kind: FailureKind): boolean {
  return confidential.has(kind);
}

/** OpenAI's error object: what its SDKs read `error.code` from. */
export function openAiError(
  status: number,
  code: string,
  message: string,
  { type = 'failover_error', param = null }: { type?: string; param?: string | null } = {},
): Response {
  return Response.json({ error: { message, type, code, param } }, { status });
}

/** No model of the chain has this name, so nobody is asked: a guess at another would be a wrong bill. */
export function modelNotFound(model: string): Response {
  const message = `The model ${JSON.stringify(model.slice(0, 128))} is not in the chain of this gateway.`;
  return openAiError(404, 'model_not_found', message, { type: 'invalid_request_error', param: 'model' });
}

/** The body is no JSON object, so no model can be read from it or put into it. */
export function notJson(): Response {
  const message = 'The request body is not a JSON object.';
  return openAiError(400, 'invalid_json', message, { type: 'invalid_request_error' });
}

const statuses: Partial<Record<FailoverError['code'], number>> = {
  body_too_large: 413,
  body_already_consumed: 500,
  deadline_exceeded: 504,
};

/** The answer for an error that failsoft itself made; undefined for every other. */
export function failoverErrorAnswer(error: unknown): Response | undefined {
  if (!isFailoverError(error)) return undefined;
  // Structural, since another copy of the package may have made it.
  if ('getResponse' in error && typeof error.getResponse === 'function')
    return error.getResponse() as Response;
  const status = statuses[error.code];
  return status === undefined ? undefined : openAiError(status, error.code, error.message);
}
