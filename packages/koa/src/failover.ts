import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import { toFailover, type FailoverHandle } from '@failsoft/core/adapter';
import { inRequest } from '@failsoft/core/node';
import type { Middleware } from 'koa';

/** What `failover` adds to `ctx.state`. */
export type FailoverState<M extends string, P extends string = 'failover'> = Record<P, FailoverHandle<M>>;

export interface KoaFailoverOptions<P extends string = 'failover'> {
  /** Where the handle is put on `ctx.state`, when several chains are mounted. @default 'failover' */
  readonly property?: P;
}

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
  options?: KoaFailoverOptions<P>,
): Middleware<FailoverState<M, P>, object>;
export function failover<
  const L extends readonly [ModelSpec, ...ModelSpec[]],
  const P extends string = 'failover',
>(
  chain: FailoverOptions<L>,
  options?: KoaFailoverOptions<P>,
): Middleware<FailoverState<ModelName<L>, P>, object>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  { property = 'failover' }: KoaFailoverOptions<string> = {},
): Middleware<FailoverState<M, string>, object> {
  const models = toFailover<M>(chain);
  return async function failover(ctx, next) {
    await inRequest(models, ctx.req, ctx.res, async (handle) => {
      ctx.state[property] = handle;
      try {
        await next();
      } catch (error) {
        hideMethods(error);
        if (handle.trail !== undefined) bringAlong(error, models.headersFor(handle.trail));
        throw error;
      }
    });
  };
}

// Koa 2 copies `err.headers` with for...in. On web Headers, which the SDKs' errors carry, that finds methods,
// throws in Koa's own error handler and leaves the client waiting. Own, hidden properties stop it.
function hideMethods(error: unknown): void {
  if (typeof error !== 'object' || error === null || !('headers' in error)) return;
  const { headers } = error;
  if (!(headers instanceof Headers)) return;
  for (const name in headers) {
    Object.defineProperty(headers, name, { value: Reflect.get(headers, name), enumerable: false });
  }
}

// Koa's error handler takes all headers off the answer and sends those that the error brings.
function bringAlong(error: unknown, ours: readonly [name: string, value: string][]): void {
  if (typeof error !== 'object' || error === null) return;
  // Hidden: the error is still the app's own to look at. False for a frozen one, which goes without.
  if (!('headers' in error)) Reflect.defineProperty(error, 'headers', { value: {}, configurable: true });
  const headers: unknown = Reflect.get(error, 'headers');
  if (typeof headers !== 'object' || headers === null) return;
  for (const [name, value] of ours)
    Reflect.defineProperty(headers, name, { value, enumerable: true, configurable: true });
}
