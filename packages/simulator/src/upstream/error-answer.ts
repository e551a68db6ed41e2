import type { WholeFault } from '../faults/fault.ts';
import { bodyText, recordedAnswer } from '../faults/recorded-answer.ts';

/** A status with the body and headers that a real upstream sends with it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whose shape of errors: OpenAI's and the gateways', or Google's own. */
export type Dialect = 'openai' | 'gemini';

// The answer that stands for a status when no other is asked for.
const typical: Record<Dialect, Readonly<Record<number, string>>> = {
  openai: {
    // The caller's fault, for every model.
    400: 'oneapi-400-prompt-missing',
    401: 'newapi-401-token-invalid',
    402: 'openrouter-402-credits',
    403: 'openai-403-project-model',
    404: 'openai-404-model',
    429: 'openai-429-images-slow-down',
    500: 'openai-500-server-error',
    502: 'openrouter-502',
    // The article's overload, to the letter.
    503: 'relay-503-article',
    504: 'nginx-504',
    520: 'cf-520',
    521: 'cf-521',
    523: 'cf-523',
    524: 'newapi-524-bad-response',
  },
  gemini: {
    400: 'gemini-400-input-image',
    403: 'gemini-403-suspended',
    404: 'gemini-404-model',
    429: 'gemini-429-check-quota-no-details',
    500: 'gemini-500-internal-retry',
    502: 'gemini-502-google-html',
    503: 'gemini-503-overloaded',
    504: 'gemini-504-deadline',
  },
};

// google.rpc.Code by HTTP status: https://cloud.google.com/apis/design/errors
const googleStatus: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** What an upstream answers with a status that is not a success. */
export function errorAnswer(status: number, dialect: Dialect = 'openai', retryAfterMs?: number): ErrorAnswer {
  const id = typical[dialect][status];
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const answer =
    id === undefined
      ? inDialect(openAIError(status, `Simulated status ${status}.`, type, null), dialect)
      : recordedAnswer(id);
  if (retryAfterMs === undefined) return answer;
  const seconds = String(Math.ceil(retryAfterMs / 1_000));
  return { ...answer, headers: { ...answer.headers, 'retry-after': seconds } };
}

/** The answer that a fault is, where it is one and does not spoil one. */
export function answerOf(fault: WholeFault, dialect: Dialect): ErrorAnswer {
  return fault.kind === 'recorded' ? fault.answer : errorAnswer(fault.status, dialect, fault.retryAfterMs);
}

/** The same error as the other vendor words it. */
export function inDialect(answer: ErrorAnswer, dialect: Dialect): ErrorAnswer {
  if (dialect === 'openai') return answer;
  const { status, body } = answer;
  const error = { code: status, message: messageIn(body), status: googleStatus[status] ?? 'UNKNOWN' };
  return { ...answer, body: { error } };
}

/** OpenAI's shape of an error. */
export function openAIError(
  status: number,
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): ErrorAnswer {
  return { status, body: { error: { message, type, param, code } } };
}

/** The answer with its own headers and these; text as it is, all else as JSON. */
export function toResponse(answer: ErrorAnswer, headers: Readonly<Record<string, string>>): Response {
  const merged = { 'content-type': 'application/json', ...headers, ...answer.headers };
  return new Response(bodyText(answer), { status: answer.status, headers: merged });
}

function messageIn(body: unknown): string {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' ? message : '';
}
