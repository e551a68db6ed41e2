import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import {
  handleOf,
  handleOptions,
  toFailover,
  type FailoverHandle,
  type HandleOptions,
} from '@failsoft/core/adapter';
import type { NodeHandler, RegisteredModel } from '@failsoft/core/adapter';
import { inRequest } from '@failsoft/core/node';

declare global {
  namespace Express {
    interface Request {
      /** The chain, bound to this request. Only there behind `failover(models)`. */
      // oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- an app may register its chain
      failover: FailoverHandle<RegisteredModel>;
    }
  }
}

/** The middleware, and the handle of this very chain with its exact models. */
export interface ExpressFailover<M extends string> extends NodeHandler {
  /** The handle of this chain for a request that has passed the middleware. */
  of(request: object): FailoverHandle<M>;
}

/**
 * Puts the chain on every request as `req.failover`; who answered is on the response before you write it.
 *
 * `run` rejects when the chain is exhausted or the client goes. Express 5 waits for a route's promise; Express 4
 * does not, and an unhandled rejection ends the process: there end the route with `.catch(next)`.
 *
 * @example
 * app.use(failover(models));
 * app.post('/posters', async (req, res) => {
 *   res.json(await req.failover.run((model, { signal }) => draw(model, req.body.prompt, { signal })));
 * });
 */
export function failover<M extends string>(
  models: Failover<M>,
  options?: HandleOptions<string>,
): ExpressFailover<M>;
export function failover<const L extends readonly [ModelSpec, ...ModelSpec[]]>(
  chain: FailoverOptions<L>,
  options?: HandleOptions<string>,
): ExpressFailover<ModelName<L>>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  options?: HandleOptions<string>,
): ExpressFailover<M> {
  const models = toFailover<M>(chain);
  const { property } = handleOptions(options);
  const failover: NodeHandler = (request, response, next) => {
    inRequest(models, request, response, (handle) => {
      Object.assign(request, { [property]: handle });
      next();
    });
  };
  return Object.assign(failover, { of: (request: object) => handleOf(models, request) });
}
