import type { Failover } from '../failover/failover-types.ts';
import { askerOf, type Asked, type AskedHeaders } from '../gateway/asked.ts';
import { gatewaySettings, type GatewayOptions } from '../gateway/gateway-options.ts';
import type { Answer } from '../gateway/plain-answer.ts';
import { inflates, readBody } from '../gateway/read-body.ts';
import { hasCommonName } from '../gateway/routes.ts';
import { keptBody, readUntouched, type BodyTurn } from './node-body.ts';
import { addressOf, mountedPath, toRequest, type SeenRequest } from './node-request.ts';
import type { NodeRequest } from './node-types.ts';

/**
 * Asks a chain's gateway with a request of Node's; undefined: not our route, and nothing was read.
 *
 * @param seen where the framework keeps the whole path and what a parser has made of the body
 */
export function askNode(
  models: Pick<Failover, 'handle'>,
  request: NodeRequest,
  signal: AbortSignal,
  options: GatewayOptions,
  seen: SeenRequest = request,
): Promise<Answer | undefined> {
  const ask = askerOf(models);
  if (ask !== undefined) return ask(nodeAsked(request, signal, seen, options), options);
  // Something that only looks like a chain gets what it asks for.
  const made = toRequest(request, signal, seen);
  return made === undefined ? Promise.resolve(undefined) : models.handle(made, options);
}

function nodeAsked(
  request: NodeRequest,
  signal: AbortSignal,
  seen: SeenRequest,
  options: GatewayOptions,
): Asked {
  const { prefix, maxBodyBytes } = gatewaySettings(options);
  const { pathname: whole, search } = addressOf(request, seen);
  // A mount is as good as a prefix: what the framework has left of the path stands directly below it.
  const pathname = prefix === '' && hasCommonName(whole) ? mountedPath(request) : whole;
  const headers = headersOf(request);
  const turn: BodyTurn = {};
  let made: Request | undefined;
  const webRequest = (): Request => {
    made ??= toRequest(request, signal, seen, maxBodyBytes, turn);
    if (made === undefined) throw new TypeError(`No Request can have the method ${request.method}.`);
    return made;
  };
  return {
    method: request.method ?? 'GET',
    pathname,
    search,
    headers,
    signal,
    body(limit) {
      // The Request has what its clone has read; what is compressed is inflated on the way.
      const cloned = turn.taken === 'stream';
      const kept = cloned ? undefined : keptBody(request, seen);
      const compressed = kept === undefined && inflates(headers.get('content-encoding'));
      if (cloned || compressed) return readBody(webRequest(), limit);
      turn.taken = 'bytes';
      return readUntouched(request, kept, limit);
    },
    request: webRequest,
  };
}

/** Node's own headers: already in lower case and joined. HTTP/2's `:method` and the like are none. */
function headersOf({ headers }: NodeRequest): AskedHeaders {
  return {
    get: (name) => textOf(headers[name]),
    forEach(see) {
      for (const name in headers) {
        const value = textOf(headers[name]);
        if (value !== null && !name.startsWith(':')) see(value, name);
      }
    },
  };
}

function textOf(value: string | readonly string[] | undefined): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
}
