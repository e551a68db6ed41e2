import type { ModelTarget } from '../chain/model-spec.ts';
import type { Engine } from './engine.ts';
import { askedModel, readClientBody } from './client-request.ts';
import { answer } from './exchange.ts';
import { orderFor } from './order.ts';
import { toResponse } from './plain-answer.ts';
import { readBody } from './read-body.ts';
import { matchRoute, type Route } from './routes.ts';
import { allowedHeaders, authorize, ownHeaders, upstreamUrl } from './upstream-request.ts';
import { readWishes } from './wishes.ts';

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
    const sent = await request.body();
    const body = sent === undefined ? undefined : readClientBody(route, sent.bytes, sent.type);
    const asked = body === undefined ? undefined : askedModel(route, body);
    const wishes = readWishes(request.headers);
    if ('header' in wishes) throw new TypeError(wishes.message);
    const order = asked === undefined ? undefined : orderFor(engine, asked, wishes);
    if (sent === undefined || body === undefined || order === undefined) return await untouched();
    if ('header' in order) throw new TypeError(order.message);
    const urlFor = ({ baseURL, upstreamModel }: ModelTarget<M>): string =>
      upstreamUrl(baseURL ?? baseOf(url, route), route, upstreamModel, url.search);
    const answered = await answer(engine, {
      route,
      body,
      order,
      client: { signal: request.signal ?? neverAborted },
      origin: null,
      url: urlFor,
      async headers(target) {
        // The SDK's own credentials go to the origin that the SDK itself has named, and to no other.
        const sameOrigin = new URL(urlFor(target)).origin === url.origin;
        const headers = sameOrigin ? ownHeaders(request.headers) : allowedHeaders(request.headers);
        if (target.name !== order.models[0]) delete headers['idempotency-key'];
        if (sent.type !== null) headers['content-type'] = sent.type;
        return await authorize(headers, target, route.dialect);
      },
    });
    return toResponse(answered);
  };
}

interface Described {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  /** The bytes, when they can be read without using up what `untouched` would send. */
  body(): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string | null } | undefined>;
}

// The address that the SDK has named, up to the route.
function baseOf(url: URL, route: Route): string {
  const { pathname } = url;
  const end =
    route.model === undefined ? route.path('').length : pathname.length - pathname.lastIndexOf('/models/');
  return url.origin + pathname.slice(0, pathname.length - end);
}

function describe(input: Parameters<Fetch>[0], init: RequestInit = {}): Described {
  // Structural: a Request of another fetch library is no instance of the global one.
  const request = typeof input === 'object' && 'headers' in input ? input : undefined;
  const headers = new Headers(init.headers ?? request?.headers);
  return {
    // What is neither a string nor a Request is a URL.
    url: request?.url ?? (typeof input === 'string' ? input : (input as URL).href),
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    headers,
    signal: init.signal ?? request?.signal,
    async body() {
      const { body } = init;
      const type = headers.get('content-type');
      if (typeof body === 'string') return { bytes: new TextEncoder().encode(body), type };
      if (body == null)
        return request === undefined ? undefined : { bytes: await readBody(request.clone()), type };
      // A stream can be read once, and `untouched` may still need it.
      if (body instanceof ReadableStream) return undefined;
      // Forms, views and blobs; a copy, so that a buffer which its owner uses again cannot change under a later hop.
      const written = new Response(body);
      const bytes = new Uint8Array(await written.arrayBuffer());
      return { bytes, type: written.headers.get('content-type') ?? type };
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
