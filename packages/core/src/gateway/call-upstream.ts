import { AnswerError } from '../failover/answer-error.ts';
import { readTextBody } from '../classify/body-text.ts';
import { read } from '../classify/safe-read.ts';
import { outcomeRules } from '../classify/rules-outcome.ts';
import type { Evidence, Verdict } from '../outcome.ts';
import { masked } from './confidential.ts';
import { lookInside } from './look-inside.ts';
import { openEventStream } from './open-event-stream.ts';
import { joined, maxBodyBytes } from './read-body.ts';
import type { Route } from './routes.ts';
import type { SentHeaders } from './upstream-request.ts';
import { brokenOff, RefusedAnswer, type UpstreamAnswer } from './upstream-answer.ts';

/**
 * Whoever asked. A `Request` where there is one: its signal works only as long as the request itself is held,
 * since runtimes tie the two together weakly.
 */
export interface Client {
  readonly signal: AbortSignal;
}

/** One call to one model, ready to be sent. */
export interface UpstreamCall {
  readonly fetch: typeof globalThis.fetch;
  readonly redirect: 'manual' | 'error';
  readonly url: string;
  readonly headers: SentHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** The caller's own, which still counts after this attempt has won. */
  readonly client?: Client;
  readonly route: Route;
  readonly classify: (evidence: Evidence) => Verdict;
  /** An answer without a picture is what was asked for. */
  readonly textIsEnough?: boolean;
}

/**
 * Asks one upstream and comes back when its answer may be committed: a whole body, or a stream whose first
 * content has arrived.
 *
 * @throws AnswerError with what was seen, for everything that another model might do better.
 */
export async function callUpstream(call: UpstreamCall): Promise<UpstreamAnswer> {
  const { signal } = call;
  // Of this call alone. It is aborted when the call has failed too: fetch may hold the socket still, of a redirect in
  // mode `error` for one.
  const own = new AbortController();
  const stop = (): void => own.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  let response: Response;
  try {
    response = await send(call, own.signal);
  } catch (error) {
    own.abort(error);
    throw brokenOff(signal, { error, phase: 'headers' });
  }
  // A 205 has none for us, whatever its upstream sends.
  if (response.body === null) own.abort();
  const { status } = response;
  if (!response.ok && (status < 400 || status > 599)) {
    response.body?.cancel().catch(() => undefined);
    // Its body is not looked at: whatever it says, it is the word of a login page or of nobody knows whom.
    throw new AnswerError({ status, headers: response.headers });
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && response.body !== null && /^text\/event-stream\b/i.test(type)) {
    return await openEventStream(response, response.body, call);
  }
  return judge(call, response, await collect(call, response));
}

async function send(call: UpstreamCall, signal: AbortSignal): Promise<Response> {
  const { url, headers, body, redirect } = call;
  // A redirect would carry the prompt, and perhaps the key, to an address that nobody has chosen.
  const init: RequestInit = { method: 'POST', headers, body, signal, redirect };
  try {
    // A string and an init, never a Request: another fetch does not know the global Request's insides.
    return await call.fetch(url, init);
  } catch (error) {
    // Behind a 421 Node asks once more by itself, and in mode `error` has no body for that any more.
    const misdirected = read(read(error, 'cause'), 'code') === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';
    if (redirect !== 'error' || !misdirected) throw error;
    return await call.fetch(url, { ...init, redirect: 'manual' });
  }
}

// An answer is held back until it is whole: what has not been sent can still fail over.
async function collect({ signal }: UpstreamCall, response: Response): Promise<UpstreamAnswer['body']> {
  if (response.body === null) return [];
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch (error) {
      throw brokenOff(signal, { status: response.status, headers: response.headers, error, phase: 'body' });
    }
    if (piece.done) return pieces;
    pieces.push(piece.value);
    size += piece.value.byteLength;
    // Beyond the bound it is committed as it is: memory is worth more than a late failover.
    if (size > maxBodyBytes) return resume(pieces, reader);
  }
}

function resume(
  pieces: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const held = pieces.shift();
      if (held !== undefined) return controller.enqueue(held);
      const { done, value } = await reader.read();
      return done ? controller.close() : controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

// A 2xx may carry an error, or nothing at all: it is a success once its body has been looked at.
function judge(call: UpstreamCall, response: Response, body: UpstreamAnswer['body']): UpstreamAnswer {
  const { status, headers } = response;
  const answer: UpstreamAnswer = { status, headers, body, streaming: body instanceof ReadableStream };
  if (body instanceof ReadableStream) {
    if (response.ok) return answer;
    void body.cancel();
    throw new AnswerError({ status, headers });
  }
  const inside = lookInside(body);
  const evidence: Evidence = { status, headers, body: inside };
  if (response.ok) {
    const { kind, rule } = call.classify(evidence);
    const usable = kind === 'ok' || (call.textIsEnough === true && rule === outcomeRules.textOnly.name);
    if (usable && isAnswer(inside)) return answer;
    if (usable) {
      // What it says is no error's word: it may be half of an answer, about anything.
      const error = new SyntaxError('The answer is not valid JSON.');
      const safe = masked(joined(body), call.headers);
      throw new RefusedAnswer({ status, headers, error }, { ...answer, body: [safe] });
    }
  }
  const whole = joined(body);
  const safe = masked(whole, call.headers);
  const seen = safe === whole ? evidence : { ...evidence, body: lookInside([safe]) };
  throw new RefusedAnswer(seen, { ...answer, body: [safe] });
}

// Every answer of our routes is an object or a list, or the events of a stream under whatever type.
function isAnswer(inside: unknown): boolean {
  if (typeof inside === 'string') return readTextBody(inside).form === 'events';
  return Array.isArray(inside) ? inside.length > 0 : typeof inside === 'object';
}
