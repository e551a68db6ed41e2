import type { Failover, FailoverOptions, ModelName, ModelSpec } from '@failsoft/core';
import {
  createHandle,
  exposeHeaders,
  handleOnce,
  toFailover,
  type FailoverHandle,
} from '@failsoft/core/adapter';
import type { MiddlewareHandler } from 'hono';

/** What `failover` adds to `c.var`. */
export interface FailoverVariables<M extends string, P extends string = 'failover'> {
  Variables: Record<P, FailoverHandle<M>>;
}

export interface HonoFailoverOptions<P extends string = 'failover'> {
  /** The name on `c.var`, when several chains are mounted. @default 'failover' */
  readonly property?: P;
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
  options?: HonoFailoverOptions<P>,
): MiddlewareHandler<FailoverVariables<M, P>>;
export function failover<
  const L extends readonly [ModelSpec, ...ModelSpec[]],
  const P extends string = 'failover',
>(
  chain: FailoverOptions<L>,
  options?: HonoFailoverOptions<P>,
): MiddlewareHandler<FailoverVariables<ModelName<L>, P>>;
export function failover<M extends string>(
  chain: Failover<M> | FailoverOptions,
  { property = 'failover' }: HonoFailoverOptions<string> = {},
): MiddlewareHandler<FailoverVariables<M, string>> {
  const models = toFailover<M>(chain);
  return async function failover(c, next) {
    let ours: [name: string, value: string][] = [];
    const { signal } = c.req.raw;
    const handle = handleOnce(models, c.req.raw, () =>
      createHandle(models, {
        signal,
        setHeaders: (headers) => void (ours = headers),
        onError: answerWithStatus,
      }),
    );
    c.set(property, handle);
    await next();
    // Now, not before: a handler that returns its own Response would lose them.
    for (const [name, value] of ours) c.header(name, value);
    if (ours.length > 0 && c.req.header('origin') !== undefined) {
      exposeHeaders(
        c.res.headers,
        ours.map(([name]) => name),
      );
    }
  };
}

// Express and Koa answer with an error's `status`, Hono only with an answer that the error brings along. The
// error stays the very object that was thrown, and the upstream's own words stay out of the answer.
function answerWithStatus(error: unknown): void {
  if (!(error instanceof Error) || 'getResponse' in error || !('status' in error)) return;
  const { status } = error;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return;
  const getResponse = (): Response => new Response(`The upstream answered ${status}.`, { status });
  // False for a frozen error, which stays Hono's 500.
  Reflect.defineProperty(error, 'getResponse', { value: getResponse, configurable: true });
}
