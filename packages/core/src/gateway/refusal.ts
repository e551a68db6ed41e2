import { outcomeRules } from '../classify/rules-outcome.ts';
import { isRecord } from '../classify/safe-read.ts';
import type { AnswerError } from '../failover/answer-error.ts';
import type { FailureKind, Verdict } from '../outcome.ts';
import { committed } from './committed.ts';
import type { Engine } from './engine.ts';
import { isConfidential, sentenceOf } from './confidential.ts';
import { errorAnswer } from './error-answer.ts';
import type { Answer } from './plain-answer.ts';
import type { Dialect } from './routes.ts';
import type { RefusedAnswer } from './upstream-answer.ts';

/** What the client is told when one upstream has judged the request itself: that judgement, unchanged. */
export function refused<M extends string>(engine: Engine<M>, error: RefusedAnswer, dialect: Dialect): Answer {
  const { answer, evidence } = error;
  const { kind, rule } = engine.classify(evidence);
  const status = answer.status >= 400 ? answer.status : statusOf(kind, evidence.body);
  if (isConfidential(engine.classify, evidence))
    return errorAnswer(dialect, { status, code: kind, message: 'The upstream refused this server.' });
  // A Gemini stream that is blocked says so in an ordinary event, which its SDK reads.
  if (answer.streaming && errorIn(evidence.body) === undefined && dialect !== 'gemini') {
    return errorAnswer(dialect, { status, code: kind, message: 'The upstream refused the request.' });
  }
  // An error that came inside a 2xx gets the status it should have had, or an SDK would call it a success.
  if (answer.status < 400 && errorIn(evidence.body) !== undefined)
    return Response.json(withoutStacks(evidence.body), { status });
  if (answer.status < 400 && (unusable.has(kind) || rule === outcomeRules.emptyData.name))
    return noAnswer(engine, error, dialect);
  // A relay's own way to say it: the route's SDKs read the route's shape alone.
  if (answer.status >= 400 && !isShaped(evidence.body, dialect))
    return errorAnswer(dialect, {
      status,
      code: kind,
      message: sentenceOf(evidence.body) ?? 'The upstream refused the request.',
      type: 'invalid_request_error',
    });
  // A 2xx that was blocked is an answer, in which a stack is whatever its tools call so.
  const clean = answer.status < 400 ? evidence.body : withoutStacks(evidence.body);
  return clean === evidence.body
    ? committed(answer)
    : committed({ ...answer, body: [new TextEncoder().encode(JSON.stringify(clean))] });
}

// A 2xx that nobody can read: an SDK would take it for an answer.
const unusable: ReadonlySet<FailureKind> = new Set(['bad_response', 'stream_interrupted']);

// `stackEntries`: google.rpc.DebugInfo.
const stacks = /^(?:stack(?:_?trace|Entries)?|trace_?back|exception)$/i;

// Behind a message, as JavaScript, Java and Python print them.
const frames = /\n[ \t]*at \S|\bTraceback \(most recent call last\)/;

function withoutFrames(value: unknown): unknown {
  const at = typeof value === 'string' ? value.search(frames) : -1;
  return typeof value === 'string' && at !== -1 ? value.slice(0, at).trimEnd() : value;
}

/** An error without what says where in the upstream's code it was made; the same body where nothing says so. */
function withoutStacks(body: unknown): unknown {
  let found = false;
  const text = JSON.stringify(body, (name, value: unknown) => {
    const kept = stacks.test(name) ? undefined : withoutFrames(value);
    found ||= kept !== value;
    return kept;
  });
  return found ? JSON.parse(text) : body;
}

/** An error object as OpenAI or Google writes it. */
function isShaped(body: unknown, dialect: Dialect): boolean {
  const error = Array.isArray(body) ? undefined : errorIn(body);
  if (!isRecord(error)) return false;
  const { message, code } = error;
  return typeof message === 'string' && (dialect !== 'gemini' || typeof code === 'number');
}

/** Without an answer to hand on: what a gateway says of a dead upstream. */
export function noAnswer<M extends string>(
  engine: Engine<M>,
  { evidence }: Pick<AnswerError, 'evidence'>,
  dialect: Dialect,
): Response {
  const { kind } = engine.classify(evidence);
  const status = kind === 'timeout' ? 504 : 502;
  return errorAnswer(dialect, { status, code: kind, message: 'The upstream gave no usable answer.' });
}

/** The error that a body holds; Gemini's may stand in a list. */
function errorIn(body: unknown): unknown {
  const [first]: readonly unknown[] = Array.isArray(body) ? body : [body];
  return isRecord(first) ? (first['error'] ?? undefined) : undefined;
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
  const error = errorIn(body);
  for (const name of ['status', 'code'] as const) {
    const said = isRecord(error) ? error[name] : undefined;
    if (typeof said === 'number' && said >= 400 && said <= 599) return said;
  }
  return statusByKind[kind] ?? 502;
}
