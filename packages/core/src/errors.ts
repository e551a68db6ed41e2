import type { AttemptRecord, Trail } from './outcome.ts';

const marker = Symbol.for('failsoft.error');
const trails = new WeakMap<object, Trail>();

/** Stable codes, one per thing a caller can do something about. `help` links the page of the same name. */
export type FailoverErrorCode =
  | 'chain_exhausted'
  | 'invalid_options'
  | 'deadline_exceeded'
  | 'body_already_consumed'
  | 'body_too_large'
  | 'closed';

/** Any error that failsoft itself makes. Recognise it with `isFailoverError`, never with `instanceof`. */
export class FailoverError extends Error {
  override readonly name: string = 'FailoverError';
  readonly code: FailoverErrorCode;
  /** The page that explains this error and its remedy. */
  readonly help: string;

  constructor(code: FailoverErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.help = `https://github.com/failsoft/failsoft/blob/main/docs/errors/${code}.md`;
    Object.defineProperty(this, marker, { value: true });
  }
}

/** An option is wrong. The message names the option, the value and what to write instead. */
export class InvalidOptionsError extends FailoverError {
  override readonly name: string = 'InvalidOptionsError';
  constructor(message: string) {
    super('invalid_options', message);
  }
}

/**
 * No model of the chain could answer.
 *
 * The default error handlers of Express (`status`, `headers`), Koa (`status`, `expose`, `headers`)
 * and Hono (`getResponse`) turn it into the right 503 without help.
 */
export class ChainExhaustedError<M extends string = string> extends FailoverError {
  override readonly name: string = 'ChainExhaustedError';
  readonly status = 503;
  readonly statusCode = 503;
  readonly expose = true;
  readonly trail: Trail<M>;
  /** Milliseconds until the first model may be asked again; null when nobody knows. */
  readonly retryAfterMs: number | null;
  /** Plain names and values, ready for `res.set` or `new Headers`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    trail: Trail<M>,
    retryAfterMs: number | null,
    headers: Readonly<Record<string, string>>,
    cause: unknown,
  ) {
    super('chain_exhausted', 'No model of the chain can answer now. Try again later.', { cause });
    this.trail = trail;
    this.retryAfterMs = retryAfterMs;
    this.headers = headers;
    attachTrail(this, trail);
  }

  get attempts(): readonly AttemptRecord<M>[] {
    return this.trail.attempts;
  }

  /** The answer in OpenAI's error shape, so that the SDKs read `error.code`. */
  getResponse(): Response {
    const body = {
      error: { message: this.message, type: 'failover_error', code: this.code, param: null },
    };
    return Response.json(body, { status: 503, headers: this.headers });
  }
}

/** True for every error made by any copy of failsoft. */
export function isFailoverError(value: unknown): value is FailoverError {
  return typeof value === 'object' && value !== null && marker in value;
}

/** The trail of the request that ended with this error, whoever made the error. */
export function trailOf(value: unknown): Trail | undefined {
  return typeof value === 'object' && value !== null ? trails.get(value) : undefined;
}

/** Remembers the trail beside an error without touching the error. */
export function attachTrail(error: unknown, trail: Trail): void {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function') trails.set(error, trail);
}
