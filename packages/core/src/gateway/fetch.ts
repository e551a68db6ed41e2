import type { ModelTarget } from '../chain/model-spec.ts';
import type { Engine } from './engine.ts';
import { answer } from './exchange.ts';
import { findModel } from './json-model.ts';
import { orderFor } from './order.ts';
import { readBody } from './read-body.ts';
import { matchRoute } from './routes.ts';
import { allowedHeaders, authorize, ownHeaders, upstreamUrl } from './upstream-request.ts';

type Fetch = typeof globalThis.fetch;

/**
 * The chain behind the signature of `fetch`, for `new OpenAI({ fetch: models.fetch, maxRetries: 0 })`.
 *
 * What it does not know, a route or a model, goes to the head's fetch untouched.
 */
export function createFetch<M extends string>(engine: Engine<M>): Fetch {
  const neverAborted = new AbortController().signal;
  return async function failoverFetch(input, init) {
    const untouched = (): Promise<Response> => headOf(engine).fetch(input, init);
    const request = describe(input, init);
    const url = parseUrl(request.url);
    const route = url === undefined ? undefined : matchRoute(request.method, url.pathname);
    if (url === undefined || route === undefined) return await untouched();
    const body = await request.body();
    const place = body === undefined ? undefined : findModel(body);
    const order = place?.value === undefined ? undefined : orderFor(engine, place.value);
    if (body === undefined || place === undefined || order === undefined) return await untouched();
    const urlFor = ({ baseURL }: ModelTarget<M>): string =>
      baseURL === undefined ? url.href : upstreamUrl(baseURL, route.suffix, url.search);
    return await answer(engine, {
      route,
      body,
      place,
      order,
      signal: request.signal ?? neverAborted,
      origin: null,
      url: urlFor,
      async headers(target) {
        // The SDK's own credentials go to the origin that the SDK itself has named, and to no other.
        const sameOrigin = new URL(urlFor(target)).origin === url.origin;
        const headers = sameOrigin ? ownHeaders(request.headers) : allowedHeaders(request.headers);
        if (target.name !== order.models[0]) headers.delete('idempotency-key');
        return await authorize(headers, target);
      },
    });
  };
}

interface Described {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  /** The bytes, when they can be read without using up what `untouched` would send. */
  body(): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

function describe(input: Parameters<Fetch>[0], init: RequestInit = {}): Described {
  // Structural: a Request of another fetch library is no instance of the global one.
  const request = typeof input === 'object' && 'headers' in input ? input : undefined;
  return {
    // What is neither a string nor a Request is a URL.
    url: request?.url ?? (typeof input === 'string' ? input : (input as URL).href),
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    headers: new Headers(init.headers ?? request?.headers),
    signal: init.signal ?? request?.signal,
    async body() {
      if (typeof init.body === 'string') return new TextEncoder().encode(init.body);
      if (init.body instanceof ArrayBuffer) return new Uint8Array(init.body);
      if (ArrayBuffer.isView(init.body)) {
        // A copy, so that a buffer which its owner uses again cannot change under a later hop.
        return new Uint8Array(init.body.buffer, init.body.byteOffset, init.body.byteLength).slice();
      }
      return init.body == null && request !== undefined ? await readBody(request.clone()) : undefined;
    },
  };
}

function headOf<M extends string>(engine: Engine<M>): ModelTarget<M> {
  const [head] = engine.models;
  if (head === undefined) throw new RangeError('A chain has at least one model.');
  return engine.target(head);
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
