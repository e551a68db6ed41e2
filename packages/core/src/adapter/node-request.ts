import { nodeBody, type ParsedBody } from './node-body.ts';
import type { NodeRequest } from './node-types.ts';

// Methods that fetch forbids; no route of ours has them.
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * A web `Request` of a Node one; undefined for methods that a `Request` cannot have.
 *
 * The body is not touched until somebody reads it, so a request that is not ours goes on whole.
 *
 * @param parsed what a parser in front has made of the body, when it is not on the request itself
 */
export function toRequest(
  request: NodeRequest,
  signal: AbortSignal,
  parsed: ParsedBody = request,
): Request | undefined {
  const method = request.method ?? 'GET';
  if (forbidden.has(method)) return undefined;
  const headers = new Headers();
  // HTTP/2 puts :method, :path and the like among the raw headers.
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(at, at + 2);
    if (!name.startsWith(':')) headers.append(name, value);
  }
  const body = method === 'GET' || method === 'HEAD' ? undefined : nodeBody(request, parsed);
  if (body?.inflated === true) headers.delete('content-encoding');
  // It was the length on the wire; a parser's body has another, and the bound is checked by count too.
  if (body?.inflated === true) headers.delete('content-length');
  // Node wants `duplex` for a stream; the DOM types do not know it yet.
  const init: RequestInit & { duplex: 'half' } = { method, headers, signal, duplex: 'half' };
  return new Request(urlOf(request), body === undefined ? init : { ...init, body: body.stream });
}

// The host only makes a valid URL: nothing is ever sent there.
function urlOf(request: NodeRequest): string {
  const target = request.originalUrl ?? request.url ?? '/';
  const path = target.startsWith('/') ? target : '/';
  const host = request.headers[':authority'] ?? request.headers['host'];
  const url = `http://${String(host)}${path}`;
  return host !== undefined && URL.canParse(url) ? url : `http://localhost${path}`;
}
