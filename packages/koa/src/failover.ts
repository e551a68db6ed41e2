import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import {
  carryHeaders,
  handleOptions,
  toFailover,
  type FailoverHandle,
  type HandleOptions,
} from '@failsoft/core/adapter';
import { inRequest } from '@failsoft/core/node';
import type { Context, Middleware } from 'koa';

/** What `failover` adds to `ctx.state`. */
export type FailoverState<M extends string, P extends string = 'failover'> = Record<P, FailoverHandle<M>>;

/**
 * Puts the chain on every request as `ctx.state.failover`; who answered is on the response already.
 *
 * @example
 * new Koa().use(failover(models)).use(async (ctx) => {
 *   ctx.body = await ctx.state.failover.run((model, { signal }) => draw(model, { signal }));
 * });
 */
export function failover<M extends string, const P extends string = 'failover'>(
  models: Failover<M>,
  options?: HandleOptions<P>,
): Middleware<FailoverState<M, P>, object>;
export function failover<
  const L extends readonly [ModelSpec, ...ModelSpec[]],
  const P extends string = 'failover',
>(chain: FailoverOptions<L>, options?: HandleOptions<P>): Middleware<FailoverState<ModelName<L>, P>, object>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  options?: HandleOptions<string>,
): Middleware<FailoverState<M, string>, object> {
  const models = toFailover<M>(chain);
  const { property } = handleOptions(options);
  return async function failover(ctx, next) {
    await inRequest(models, ctx.req, ctx.res, async (handle) => {
      ctx.state[property] = handle;
      try {
        await next();
      } catch (error) {
        carryHeaders(error, handle.trail === undefined ? [] : said(models.headersFor(handle.trail), ctx));
        throw error;
      }
    });
  };
}

type Headers = [name: string, value: string][];

// A page of another origin reads none of them unless the answer names them, which it does by now.
function said(ours: Headers, { res }: Context): Headers {
  const name = 'Access-Control-Expose-Headers';
  const exposed = res.getHeader(name);
  return exposed === undefined ? ours : [...ours, [name, String(exposed)]];
}
