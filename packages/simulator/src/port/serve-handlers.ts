import { once } from 'node:events';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { RequestHandler } from 'msw';
import { getResponse } from 'msw/utils/get-response';
import type { ErrorAnswer } from '../upstream/error-answer.ts';
import { simulatorBug, unknownPath } from '../upstream/rejection.ts';

/** Answers one request of node:http by msw handlers: as they answer, cut where they cut. Never rejects. */
export async function serveHandlers(
  handlers: RequestHandler[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new DOMException('The client disconnected.', 'AbortError'));
  });

  let response: Response | undefined;
  try {
    response = await getResponse(handlers, toRequest(incoming, gone.signal));
  } catch {
    return sendError(outgoing, simulatorBug());
  }
  if (gone.signal.aborted) return;
  if (response === undefined) {
    return sendError(outgoing, unknownPath(incoming.method ?? 'GET', incoming.url ?? '/'));
  }
  // A response of type error is a broken connection: the client sees a TCP reset.
  if (response.type === 'error') return void incoming.socket.resetAndDestroy();

  const reason = response.statusText || (STATUS_CODES[response.status] ?? 'Unknown');
  outgoing.writeHead(response.status, reason, [...response.headers].flat());
  if (response.body === null || incoming.method === 'HEAD') return void outgoing.end();
  try {
    await sendBody(response.body, outgoing, gone.signal);
  } catch {
    // A stream that failed midway must look cut, so it gets no proper end. A reset would take what
    // was sent already out of the client's hands.
    incoming.socket.destroySoon();
  }
}

async function sendBody(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  outgoing.flushHeaders();
  const reader = body.getReader();
  const stop = (): void => void reader.cancel(gone.reason).catch(() => {});
  gone.addEventListener('abort', stop, { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await once(outgoing, 'drain', { signal: gone });
  }
  gone.removeEventListener('abort', stop);
  outgoing.end();
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET';
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  // Node types the web stream that it makes apart from the global one; they are the same at run time.
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  // `duplex` is required for a body that streams, and missing in the DOM types.
  const init: RequestInit & { duplex: 'half' } = { method, headers, signal, body, duplex: 'half' };
  return new Request(url, init);
}

function sendError(outgoing: ServerResponse, { status, body }: ErrorAnswer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(body));
}
