import { mergeExposed } from '../gateway/answer-headers.ts';
import type { NodeResponse } from './node-types.ts';

/** Aborted when the client goes before its answer is complete. */
export function clientSignal(response: NodeResponse): AbortSignal {
  const client = new AbortController();
  const gone = (): void => client.abort(new DOMException('The client closed the connection.', 'AbortError'));
  if (response.destroyed || response.closed === true) gone();
  // `writableEnded`, not `writableFinished`: on HTTP/2 the latter is true when the client cancels.
  else response.once('close', () => (response.writableEnded ? undefined : gone()));
  return client.signal;
}

/** Sets what an answer says beside what middleware above has set: cookies and exposed names add up. */
export function copyHeaders(response: NodeResponse, headers: Headers): void {
  for (const [name, value] of headers) {
    if (name === 'set-cookie') continue;
    const said = name === 'access-control-expose-headers' ? exposed(response, [value]) : value;
    response.setHeader(asDocumented(name), said);
  }
  const cookies = headers.getSetCookie();
  if (cookies.length === 0) return;
  const before = response.getHeader('set-cookie') ?? [];
  response.setHeader('set-cookie', [...(Array.isArray(before) ? before : [String(before)]), ...cookies]);
}

// `Headers` forgets how a name was spelled; people look for it as the documentation spells it.
function asDocumented(name: string): string {
  return /^x-(?:fallback|served)-/.test(name)
    ? name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
    : name;
}

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
 * Sends a web `Response` through Node's, as fast as the client reads it.
 *
 * A body that breaks in the middle destroys the socket: a truncated answer must never look whole.
 */
export async function sendResponse(response: NodeResponse, answer: Response, head = false): Promise<void> {
  // Somebody has answered already, or nobody listens: what we hold is released.
  if (response.headersSent || response.destroyed) return await answer.body?.cancel();
  response.statusCode = answer.status;
  copyHeaders(response, answer.headers);
  if (answer.body === null || head) {
    await answer.body?.cancel();
    response.end();
    return;
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = answer.body.getReader();
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
