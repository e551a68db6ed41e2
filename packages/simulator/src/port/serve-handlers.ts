import { once } from 'node:events';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { RequestHandler } from 'msw';
import { getResponse } from 'msw/utils/get-response';
import type { ErrorAnswer } from '../upstream/error-answer.ts';
import { noAddress, simulatorBug, unknownPath, wrongMethod } from '../upstream/rejection.ts';

/**
 * Answers one request of node:http by msw handlers: as they answer, cut where they cut. Never rejects.
 *
 * @param otherwise answers what no handler does; to OPTIONS with 204 where there is something
 */
export async function serveHandlers(
  handlers: RequestHandler[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  otherwise: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new DOMException('The client disconnected.', 'AbortError'));
  });

  let response: Response;
  try {
    const url = addressOf(incoming);
    if (url === undefined) return sendError(outgoing, noAddress());
    // A question about the server as a whole. RFC 9110, section 9.3.7.
    if (incoming.method === 'OPTIONS' && incoming.url === '*') {
      return void outgoing.writeHead(204, { allow: 'GET, HEAD, POST, OPTIONS' }).end();
    }
    // fetch has no request for it. RFC 9110, section 9.3.8: nothing that it may answer with is of use here.
    if (incoming.method === 'TRACE') return await refuseTrace(url, outgoing, otherwise);
    const request = toRequest(url, incoming, gone.signal);
    response = (await getResponse(handlers, request)) ?? (await otherwise(request));
  } catch {
    return sendError(outgoing, simulatorBug());
  }
  if (gone.signal.aborted) return;
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

function addressOf({ url = '/', headers }: IncomingMessage): URL | undefined {
  const base = `http://${headers.host ?? 'localhost'}`;
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

async function refuseTrace(
  url: URL,
  outgoing: ServerResponse,
  otherwise: (request: Request) => Promise<Response>,
): Promise<void> {
  const { status, headers } = await otherwise(new Request(url, { method: 'OPTIONS' }));
  const allow = headers.get('allow') ?? '';
  if (status !== 204) return sendError(outgoing, unknownPath('TRACE', url.pathname));
  sendError(outgoing, wrongMethod('TRACE', url.pathname, allow), { allow });
}

function toRequest(url: URL, incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET';
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

function sendError(
  outgoing: ServerResponse,
  { status, body }: ErrorAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
  outgoing.end(JSON.stringify(body));
}
