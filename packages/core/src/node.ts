import { AsyncLocalStorage } from 'node:async_hooks';
import { boundRequestOf, handleOnce, type FailoverHandle } from './adapter/handle.ts';
import { clientSignal, stampNode } from './adapter/node-response.ts';
import type { NodeRequest, NodeResponse } from './adapter/node-types.ts';
import type { Failover } from './failover/failover-types.ts';
import { findRequestsIn, type BoundRequest } from './gateway/request-scope.ts';

export { nodeFetch } from './adapter/node-fetch.ts';
export type { FailoverHandle } from './adapter/handle.ts';
export type { NodeRequest, NodeResponse } from './adapter/node-types.ts';

const requests = new AsyncLocalStorage<ReadonlyMap<object, BoundRequest>>();

/**
 * Runs `fn` inside one request of a Node server: a shared client with `fetch: models.fetch` finds the response
 * of its own request, and its calls stop when that client goes.
 *
 * The Express and Koa adapters do this themselves.
 *
 * @example
 * const openai = new OpenAI({ fetch: models.fetch, maxRetries: 0 });
 * createServer((request, response) => inRequest(models, request, response, async () => {
 *   const image = await openai.images.generate({ model, prompt });
 *   response.end(JSON.stringify(image)); // X-Served-Model is already set
 * }));
 */
export function inRequest<M extends string, T>(
  models: Failover<M>,
  request: NodeRequest,
  response: NodeResponse,
  fn: (handle: FailoverHandle<M>) => T,
): T {
  const handle = handleOnce(models, request, () => ({
    signal: clientSignal(response),
    setHeaders: (headers) => stampNode(response, headers, request.headers['origin']),
  }));
  findRequestsIn(() => requests.getStore());
  const bound = boundRequestOf(handle);
  // Several chains may be mounted one inside the other.
  const scope = new Map([...(requests.getStore() ?? []), [models, bound]]);
  return requests.run(scope, fn, handle);
}
