import { mergeExposed } from '../gateway/answer-headers.ts';
import { isPlain, type Answer } from '../gateway/plain-answer.ts';
import type { NodeResponse } from './node-types.ts';

/** Aborted when the client goes before its answer is complete. */
export function clientSignal(response: NodeResponse): AbortSignal {
  const client = new AbortController();
  const gone = (): void => {
    const reason = new DOMException('The client closed the connection.', 'AbortError');
    // Frameworks print an error that nobody handles. Where a client's going was noticed tells nobody anything,
    // and that it went is a client's fault, which Koa and error reporters leave alone by these two.
    const stack = `${reason.name}: ${reason.message}`;
    client.abort(Object.defineProperties(reason, valuesOf({ stack, status: 499, expose: true })));
  };
  if (response.destroyed || response.closed === true) gone();
  // `writableEnded`, not `writableFinished`: on HTTP/2 the latter is true when the client cancels.
  else response.once('close', () => (response.writableEnded ? undefined : gone()));
  return client.signal;
}

function valuesOf(values: Record<string, unknown>): PropertyDescriptorMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, writable: true }]));
}

/**
 * Keeps Koa 3 from calling a client that leaves a stream an error, and from printing it with its stack.
 *
 * @param host whose `onerror` is told how the answer's stream ended
 */
export function leaveQuietly(host: { onerror(error: Error): void }): void {
  const { onerror } = host;
  const onOthers = (error: (Error & { code?: unknown }) | null): void => {
    // Null is how an answer's end is told that went well.
    if (error !== null && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onerror.call(host, error);
  };
  Object.assign(host, { onerror: onOthers });
}

/** Sets what an answer says beside what middleware above has set: cookies and exposed names add up. */
export function copyHeaders(response: NodeResponse, headers: Headers): void {
  copyAll(response, headers, headers.getSetCookie());
}

function copyAll(
  response: NodeResponse,
  headers: Iterable<readonly [name: string, value: string]>,
  cookies: readonly string[],
): void {
  for (const [name, value] of headers) {
    if (name === 'set-cookie') continue;
    const said = name === 'access-control-expose-headers' ? exposed(response, [value]) : value;
    response.setHeader(documented.get(name) ?? name, said);
  }
  if (cookies.length === 0) return;
  const before = response.getHeader('set-cookie') ?? [];
  response.setHeader('set-cookie', [...(Array.isArray(before) ? before : [String(before)]), ...cookies]);
}

// `Headers` forgets how a name was spelled; people look for it as the documentation spells it.
const documented: ReadonlyMap<string, string> = new Map(
  [
    'X-Served-Model',
    'X-Fallback-Model',
    'X-Fallback-Reason',
    'X-Fallback-Attempts',
    'X-Fallback-Removed-Params',
    'X-Fallback-Trace',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Writes who answered, unless the head has left. Never throws: the answer is paid for. */
export function stampNode(
  response: NodeResponse,
  ours: readonly (readonly [name: string, value: string])[],
  origin: unknown,
): void {
  if (response.headersSent || response.destroyed || ours.length === 0) return;
  for (const [name, value] of ours) response.setHeader(name, value);
  if (origin === undefined) return;
  const names = ours.map(([name]) => name);
  response.setHeader('access-control-expose-headers', exposed(response, names));
}

function exposed(response: NodeResponse, names: readonly string[]): string {
  const before = response.getHeader('access-control-expose-headers');
  return mergeExposed(
    before === undefined ? '' : String(before),
    names.flatMap((name) => name.split(',')),
  );
}

/**
 * Sends an answer through Node's response, a stream as fast as the client reads it.
 *
 * A body that breaks in the middle destroys the socket: a truncated answer must never look whole.
 */
export async function sendAnswer(response: NodeResponse, answer: Answer, head = false): Promise<void> {
  const { body } = answer;
  const stream = body instanceof ReadableStream ? body : undefined;
  // Somebody has answered already, or nobody listens: what we hold is released.
  if (response.headersSent || response.destroyed) return await stream?.cancel();
  response.statusCode = answer.status;
  if (isPlain(answer)) copyAll(response, answer.headers, answer.cookies);
  else copyHeaders(response, answer.headers);
  if (head || body === null) {
    await stream?.cancel();
    response.end();
  } else if (stream !== undefined) await pump(response, stream);
  // Whole and in memory already: waiting for a slow reader would free nothing.
  else if (Array.isArray(body)) writeAll(response, body);
}

function writeAll(response: NodeResponse, pieces: readonly Uint8Array[]): void {
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  const last = pieces.at(-1);
  if (last === undefined) response.end();
  else response.end(last);
}

async function pump(response: NodeResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  const onClose = (): void => void reader.cancel().catch(() => undefined);
  response.once('close', onClose);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      // The client went: `close` has cancelled the reader, and the upstream with it.
      if (response.destroyed) return;
      if (done) break;
      const writable = response.write(value);
      // compression() holds bytes back until it is told.
      response.flush?.();
      if (!writable) await drained(response);
    }
    response.end();
  } catch {
    response.destroy();
  } finally {
    response.off('close', onClose);
  }
}

// A client that vanishes never drains: whichever comes first.
function drained(response: NodeResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.once('drain', settle);
    response.once('close', settle);
  });
}
