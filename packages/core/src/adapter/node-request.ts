import { nodeBody, type BodyTurn } from './node-body.ts';
import type { NodeRequest } from './node-types.ts';

// Methods that fetch forbids; no route of ours has them.
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** What a framework has seen of a request beside Node's own object. */
export type SeenRequest = Pick<NodeRequest, 'originalUrl' | 'body' | 'rawBody'>;

/**
 * A web `Request` of a Node one; undefined for methods that a `Request` cannot have.
 *
 * The body is not touched until somebody reads it, so a request that is not ours goes on whole.
 *
 * @param seen where the framework keeps the whole path and what a parser has made of the body, when that is
 *   not the request itself
 * @param limit the bytes of a body beyond which reading it is an error, whoever reads it
 * @param turn who reads the body, for those who may read it without the `Request`
 */
export function toRequest(
  request: NodeRequest,
  signal: AbortSignal,
  seen: SeenRequest = request,
  limit: number = Infinity,
  turn: BodyTurn = {},
): Request | undefined {
  const method = request.method ?? 'GET';
  if (forbidden.has(method)) return undefined;
  const body = method === 'GET' || method === 'HEAD' ? undefined : nodeBody(request, seen, limit, turn);
  // Node wants `duplex` for a stream; the DOM types do not know it yet.
  const init: RequestInit & { duplex: 'half' } = { method, signal, duplex: 'half' };
  const made = new Request(urlOf(request, seen), body === undefined ? init : { ...init, body: body.stream });
  appendHeaders(request, made.headers, body?.inflated);
  return made;
}

// Appended one by one: a list that is given to the constructor is checked and copied twice.
function appendHeaders({ rawHeaders }: NodeRequest, headers: Headers, inflated = false): void {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    // HTTP/2 puts :method, :path and the like among the raw headers.
    if (name.startsWith(':')) continue;
    // Of the wire: a parser's body has another length and no encoding, and the bound is checked by count too.
    if (inflated && /^content-(?:encoding|length)$/i.test(name)) continue;
    headers.append(name, value);
  }
}

// What a URL leaves as it is: no query, no dots that go up, nothing to encode.
const plainPath = /^(?:\/[\w:~-][\w.:~-]*)+$/;

// What a URL can take for its host and for nothing else: no path, no query, no credentials.
const plainHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * The URL of what a client asks for: what a guard is shown, and the only source of a route's path.
 *
 * The host only makes a valid URL: nothing is ever sent there.
 */
export function urlOf(request: NodeRequest, seen: SeenRequest): string {
  const path = targetOf(request, seen);
  const host = request.headers[':authority'] ?? request.headers['host'];
  if (typeof host !== 'string' || !plainHost.test(host)) return `http://localhost${path}`;
  const url = `http://${host}${path}`;
  return URL.canParse(url) ? url : `http://localhost${path}`;
}

/** The path that a client asks for and its query, read as the URL is. */
export function addressOf(request: NodeRequest, seen: SeenRequest): { pathname: string; search: string } {
  const target = targetOf(request, seen);
  return plainPath.test(target) ? { pathname: target, search: '' } : new URL(urlOf(request, seen));
}

/** The path that a framework's mount has left. */
export function mountedPath(request: NodeRequest): string {
  return addressOf(request, {}).pathname;
}

// A request line may hold a whole address (RFC 9112, 3.2.2). A fragment is the browser's own and never sent.
function targetOf(request: NodeRequest, { originalUrl }: SeenRequest): string {
  const [target = ''] = (originalUrl ?? request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '').split('#', 1);
  return target.startsWith('/') ? target : '/';
}
