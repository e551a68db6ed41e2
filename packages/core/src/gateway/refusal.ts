import type { AnswerError } from '../failover/answer-error.ts';
import type { Verdict } from '../outcome.ts';
import { committed } from './committed.ts';
import type { Engine } from './engine.ts';
import { isConfidential, sentenceOf } from './confidential.ts';
import { errorAnswer } from './error-answer.ts';
import type { Answer } from './plain-answer.ts';
import type { Dialect } from './routes.ts';
import type { RefusedAnswer } from './upstream-answer.ts';

/** What the client is told when one upstream has judged the request itself: that judgement, unchanged. */
export function refused<M extends string>(engine: Engine<M>, error: RefusedAnswer, dialect: Dialect): Answer {
  const { kind } = engine.classify(error.evidence);
  const status = error.answer.status >= 400 ? error.answer.status : statusOf(kind, error.evidence.body);
  if (isConfidential((evidence) => engine.classify(evidence), error.evidence))
    return errorAnswer(dialect, { status, code: kind, message: 'The upstream refused this server.' });
  // A Gemini stream that is blocked says so in an ordinary event, which its SDK reads.
  if (error.answer.streaming && !hasError(error.evidence.body) && dialect !== 'gemini') {
    return errorAnswer(dialect, { status, code: kind, message: 'The upstream refused the request.' });
  }
  // An error that came inside a 2xx gets the status it should have had, or an SDK would call it a success.
  if (error.answer.status < 400 && hasError(error.evidence.body))
    return Response.json(error.evidence.body, { status });
  // A relay's own way to say it: the route's SDKs read the route's shape alone.
  if (error.answer.status >= 400 && !isShaped(error.evidence.body, dialect))
    return errorAnswer(dialect, {
      status,
      code: kind,
      message: sentenceOf(error.evidence.body) ?? 'The upstream refused the request.',
      type: 'invalid_request_error',
    });
  return committed(error.answer);
}

/** An error object as OpenAI or Google writes it. */
function isShaped(body: unknown, dialect: Dialect): boolean {
  if (!hasError(body) || typeof body.error !== 'object' || body.error === null) return false;
  const { message, code } = body.error as { message?: unknown; code?: unknown };
  return typeof message === 'string' && (dialect !== 'gemini' || typeof code === 'number');
}

/** Without an answer to hand on: what a gateway says of a dead upstream. */
export function noAnswer<M extends string>(
  engine: Engine<M>,
  { evidence }: AnswerError,
  dialect: Dialect,
): Response {
  const { kind } = engine.classify(evidence);
  const status = kind === 'timeout' ? 504 : 502;
  return errorAnswer(dialect, { status, code: kind, message: 'The upstream gave no usable answer.' });
}

function hasError(body: unknown): body is { readonly error: unknown } {
  return typeof body === 'object' && body !== null && 'error' in body && body.error !== null;
}

const statusByKind: Partial<Record<Verdict['kind'], number>> = {
  invalid_request: 400,
  unsupported_parameter: 400,
  content_blocked: 400,
  too_large: 413,
  auth: 401,
  permission: 403,
  region_blocked: 403,
  model_not_found: 404,
  rate_limited: 429,
};

function statusOf(kind: Verdict['kind'], body: unknown): number {
  const { error } = hasError(body) ? body : { error: undefined };
  for (const name of ['status', 'code'] as const) {
    const said: unknown =
      typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
    if (typeof said === 'number' && said >= 400 && said <= 599) return said;
  }
  return statusByKind[kind] ?? 502;
}
