import type { ModelTarget } from '../chain/model-spec.ts';
import { InvalidOptionsError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { failoverErrorAnswer, modelNotFound, notJson } from './error-answer.ts';
import { answer, type Exchange } from './exchange.ts';
import { createFetch } from './fetch.ts';
import { findModel } from './json-model.ts';
import { orderFor } from './order.ts';
import { readBody } from './read-body.ts';
import { matchRoute } from './routes.ts';
import { allowedHeaders, authorize, upstreamUrl } from './upstream-request.ts';

interface GatewayOptions {
  /** Only paths below it are ours, such as `/v1`. @default '' */
  readonly prefix?: string;
}

/** OpenAI-style routes in front of a chain. */
export interface Gateway {
  /** Answers a request of one of our routes; undefined means: not ours, and nothing of it was read. */
  handle(request: Request, options?: GatewayOptions): Promise<Response | undefined>;
  /** The same for SDKs that take a `fetch`. */
  readonly fetch: typeof globalThis.fetch;
}

/** Client closed request: nobody reads it, but a log may. */
const clientClosed = 499;

/** Puts the routes and the fetch wrapper in front of a walk. */
export function createGateway<M extends string>(engine: Engine<M>): Gateway {
  return {
    fetch: createFetch(engine),
    async handle(request, options = {}) {
      const url = new URL(request.url);
      const route = matchRoute(request.method, url.pathname, options.prefix);
      if (route === undefined) return undefined;
      try {
        const body = await readBody(request);
        const place = findModel(body);
        if (place === undefined) return notJson();
        const order = orderFor(engine, place.value);
        if (order === undefined) return modelNotFound(place.value ?? '');
        // Before the walk: a chain without an address is a mistake of its owner, not a failure of a model.
        for (const model of order.models) baseOf(engine.target(model));
        const exchange: Exchange<M> = {
          route,
          body,
          place,
          order,
          signal: request.signal,
          origin: request.headers.get('origin'),
          url: (target) => upstreamUrl(baseOf(target), route.suffix, url.search),
          headers: (target) => headersFor(request.headers, target, target.name === order.models[0]),
        };
        return await answer(engine, exchange);
      } catch (error) {
        if (request.signal.aborted) return new Response(null, { status: clientClosed });
        const ours = failoverErrorAnswer(error);
        if (ours === undefined) throw error;
        return ours;
      }
    },
  };
}

function headersFor(from: Headers, target: ModelTarget, first: boolean): Promise<Headers> {
  const headers = allowedHeaders(from);
  // One key for one body: another model's request is another one, and a vendor may refuse the key for it.
  if (!first) headers.delete('idempotency-key');
  return authorize(headers, target);
}

function baseOf(target: ModelTarget): string {
  if (target.baseURL !== undefined) return target.baseURL;
  throw new InvalidOptionsError(
    `The gateway cannot reach ${JSON.stringify(target.name)}: it has no baseURL. Give createFailover a baseURL, or this model its own.`,
  );
}
