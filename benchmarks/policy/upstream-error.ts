import type { Answer } from './world/answer.ts';

const bodies = {
  overloaded: {
    status: 503,
    code: 'upstream_error',
    message:
      'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.',
  },
  rateLimited: {
    status: 429,
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for images per minute.',
  },
  badRequest: { status: 400, code: 'invalid_prompt', message: 'The prompt is empty.' },
  serverError: { status: 500, code: 'internal_error', message: 'The server had an error.' },
};
const noHeaders = new Headers();

/** A failed answer as the openai SDK throws it: status, headers, the parsed `error` of the body. */
export function upstreamError({ kind, retryAfterMs }: Answer): Error {
  if (kind === 'image' || kind === 'hang') throw new Error(`${kind} is not an error`);
  const { status, code, message } = bodies[kind];
  const headers = retryAfterMs > 0 ? new Headers({ 'retry-after': String(retryAfterMs / 1_000) }) : noHeaders;
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  return Object.assign(new Error(`${status} ${message}`), {
    status,
    headers,
    code,
    type,
    error: { message, code, type },
  });
}
