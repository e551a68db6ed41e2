import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import {
  handleOf,
  toFailover,
  type FailoverHandle,
  type NodeRequest,
  type NodeResponse,
  type RegisteredModel,
} from '@failsoft/core/adapter';
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

export interface ExpressFailoverOptions {
  /** Where the handle is put on the request, when several chains are mounted. @default 'failover' */
  readonly property?: string;
}

/** The middleware, and the handle of this very chain with its exact models. */
export interface ExpressFailover<M extends string> {
  (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void): void;
  /** The handle of this chain for a request that has passed the middleware. */
  of(request: object): FailoverHandle<M>;
}

/**
 * Puts the chain on every request as `req.failover`; who answered is on the response before you write it.
 *
 * @example
 * app.use(failover(models));
 * app.post('/posters', async (req, res) => {
 *   res.json(await req.failover.run((model, { signal }) => draw(model, req.body.prompt, { signal })));
 * });
 */
export function failover<M extends string>(
  models: Failover<M>,
  options?: ExpressFailoverOptions,
): ExpressFailover<M>;
export function failover<const L extends readonly [ModelSpec, ...ModelSpec[]]>(
  chain: FailoverOptions<L>,
  options?: ExpressFailoverOptions,
): ExpressFailover<ModelName<L>>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  { property = 'failover' }: ExpressFailoverOptions = {},
): ExpressFailover<M> {
  const models = toFailover<M>(chain);
  return Object.assign(
    function failover(request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void): void {
      inRequest(models, request, response, (handle) => {
        Object.assign(request, { [property]: handle });
        next();
      });
    },
    {
      of(request: object): FailoverHandle<M> {
        const handle = handleOf(models, request);
        if (handle === undefined)
          throw new Error('This request has not passed failover(models). Mount it above this route.');
        return handle;
      },
    },
  );
}
