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

/** Finds who answers a request; undefined when it is none of ours. */
export type Dispatch = (request: Request) => Route['answer'] | undefined;

export function createDispatch(upstream: Upstream, routes: readonly Route[]): Dispatch {
  const base = upstream.baseURL === undefined ? '' : `${new URL(upstream.baseURL).href.replace(/\/$/, '')}/`;
  return (request) => {
    // `https://a.example/v1` holds `https://a.example/v1/models`, and not `https://a.example/v10/models`.
    if (!request.url.startsWith(base)) return undefined;
    const path = new URL(request.url).pathname;
    return routes.find(({ method, matches }) => method === request.method && matches(path))?.answer;
  };
}

/** The same for msw: one handler, so that a request is matched once. */
export function toHandler(dispatch: Dispatch): HttpHandler {
  // What is none of ours must not match: msw would take it for handled, and let it go to the real upstream.
  return http.all(
    ({ request }) => dispatch(request) !== undefined,
    ({ request }) => dispatch(request)?.(request),
  );
}
