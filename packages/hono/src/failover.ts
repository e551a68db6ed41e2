import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import {
  answerWithStatus,
  exposeHeaders,
  handleOnce,
  handleOptions,
  toFailover,
} from '@failsoft/core/adapter';
import type { FailoverHandle, HandleOptions } from '@failsoft/core/adapter';
import type { MiddlewareHandler } from 'hono';
import { raiseIdleLimit } from './bun-idle-limit.ts';

/** What `failover` adds to `c.var`. */
export interface FailoverVariables<M extends string, P extends string = 'failover'> {
  Variables: Record<P, FailoverHandle<M>>;
}

/**
 * Puts the chain on every request as `c.var.failover`, and says on the response who answered.
 *
 * @example
 * new Hono().use(failover(models)).post('/posters', async (c) =>
 *   c.json(await c.var.failover.run((model, { signal }) => draw(model, { signal }))));
 */
export function failover<M extends string, const P extends string = 'failover'>(
  models: Failover<M>,
  options?: HandleOptions<P>,
): MiddlewareHandler<FailoverVariables<M, P>>;
export function failover<
  const L extends readonly [ModelSpec, ...ModelSpec[]],
  const P extends string = 'failover',
>(
  chain: FailoverOptions<L>,
  options?: HandleOptions<P>,
): MiddlewareHandler<FailoverVariables<ModelName<L>, P>>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  options?: HandleOptions<string>,
): MiddlewareHandler<FailoverVariables<M, string>> {
  const models = toFailover<M>(chain);
  const { property } = handleOptions(options);
  return async function failover(c, next) {
    raiseIdleLimit(c);
    let ours: [name: string, value: string][] = [];
    const { signal } = c.req.raw;
    const setHeaders = (headers: typeof ours): void => void (ours = headers);
    const host = { signal, setHeaders, onError: (error: unknown) => answerWithStatus(error, signal) };
    c.set(
      property,
      handleOnce(models, c.req.raw, () => host),
    );
    await next();
    // Now, not before: a handler that returns its own Response would lose them.
    for (const [name, value] of ours) c.header(name, value);
    const names = ours.map(([name]) => name);
    if (names.length > 0 && c.req.header('origin') !== undefined) exposeHeaders(c.res.headers, names);
  };
}
