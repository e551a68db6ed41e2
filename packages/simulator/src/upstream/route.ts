import { http, type HttpHandler } from 'msw/http';
import type { Upstream } from './upstream.ts';

/** A method and the end of a path, whatever stands before it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  matches(path: string): boolean;
  answer(request: Request): Response | Promise<Response>;
}

export function route(method: Route['method'], ending: string, answer: Route['answer']): Route {
  return { method, matches: (path) => path.endsWith(ending), answer };
}

/** Who answers what. */
export interface Dispatch {
  /** Who answers a request; undefined when it is none of ours. */
  find(request: Request): Route['answer'] | undefined;
  /** The methods that may be used there; none when the address is none of ours. */
  methodsAt(url: string): readonly string[];
}

export function createDispatch(upstream: Upstream, routes: readonly Route[]): Dispatch {
  const base = upstream.baseURL === undefined ? '' : `${new URL(upstream.baseURL).href.replace(/\/$/, '')}/`;
  function routesAt(url: string): readonly Route[] {
    // `https://a.example/v1` holds `https://a.example/v1/models`, and not `https://a.example/v10/models`.
    if (!url.startsWith(base)) return [];
    const path = new URL(url).pathname;
    return routes.filter(({ matches }) => matches(path));
  }
  return {
    find({ method, url }) {
      const wanted = method === 'HEAD' ? 'GET' : method;
      const found = routesAt(url).find((route) => route.method === wanted)?.answer;
      return found === undefined || method !== 'HEAD'
        ? found
        : async (request) => headOf(await found(request));
    },
    methodsAt(url) {
      const methods = new Set(
        routesAt(url).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
      );
      return methods.size === 0 ? [] : [...methods, 'OPTIONS'];
    },
  };
}

function headOf(response: Response): Response {
  if (response.type === 'error') return response;
  void response.body?.cancel();
  return new Response(null, response);
}

/** The same for msw: one handler, so that a request is matched once. */
export function toHandler(dispatch: Dispatch): HttpHandler {
  // What is none of ours must not match: msw would take it for handled, and let it go to the real upstream.
  return http.all(
    ({ request }) => dispatch.find(request) !== undefined,
    ({ request }) => dispatch.find(request)?.(request),
  );
}
