import { isFailoverError, type FailoverError } from '../errors.ts';
import type { Dialect } from './routes.ts';

/** What a client is told of an error, before it gets its shape. */
export interface Complaint {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly type?: string;
  readonly param?: string;
}

/** The error in the shape that this route's SDKs read: OpenAI's object, or Google's. */
export function errorAnswer(dialect: Dialect, complaint: Complaint): Response {
  return Response.json(errorBody(dialect, complaint), { status: complaint.status });
}

/** The same as a body alone. */
export function errorBody(dialect: Dialect, { status, code, message, ...more }: Complaint): object {
  if (dialect !== 'gemini') {
    const { type = 'failover_error', param = null } = more;
    return { error: { message, type, code, param } };
  }
  const reason = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: code.toUpperCase(),
    domain: 'failsoft',
  };
  return { error: { code: status, message, status: googleStatus(status), details: [reason] } };
}

/** The caller's own mistake. */
export function badRequest(
  dialect: Dialect,
  complaint: Omit<Complaint, 'type' | 'status'> & { readonly status?: number },
): Response {
  return errorAnswer(dialect, { status: 400, ...complaint, type: 'invalid_request_error' });
}

/** No model of the chain has this name, so nobody is asked: a guess at another would be a wrong bill. */
export function modelNotFound(dialect: Dialect, model: string): Response {
  const message = `The model ${JSON.stringify(model.slice(0, 128))} is not in the chain of this gateway.`;
  return badRequest(dialect, { status: 404, code: 'model_not_found', message, param: 'model' });
}

/** The body is no JSON object and no form, so no model can be read from it or put into it. */
export function unreadable(dialect: Dialect, forms: boolean): Response {
  const message = `The request body is not a JSON object${forms ? ' or a multipart form' : ''}.`;
  return badRequest(dialect, { code: 'invalid_json', message });
}

const statuses: Partial<Record<FailoverError['code'], number>> = {
  body_too_large: 413,
  body_already_consumed: 500,
  closed: 503,
  deadline_exceeded: 504,
};

/** The answer for an error that failsoft itself made; undefined for every other. */
export function failoverErrorAnswer(dialect: Dialect, error: unknown): Response | undefined {
  if (!isFailoverError(error)) return undefined;
  const { code, message } = error;
  // Structural, since another copy of the package may have made it.
  if ('getResponse' in error && typeof error.getResponse === 'function') {
    const ours = error.getResponse() as Response;
    if (dialect !== 'gemini') return ours;
    ours.headers.delete('content-length');
    return Response.json(errorBody(dialect, { status: ours.status, code, message }), ours);
  }
  const status = statuses[code];
  return status === undefined ? undefined : errorAnswer(dialect, { status, code, message });
}

const googleStatuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  504: 'DEADLINE_EXCEEDED',
};

/** The name of google.rpc.Code that Google sends with a status. */
function googleStatus(status: number): string {
  return googleStatuses[status] ?? 'UNAVAILABLE';
}
