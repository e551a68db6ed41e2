import type { Failover, GatewayOptions } from '@failsoft/core';
import {
  addUp,
  assertChain,
  gatewaySettings,
  hasCommonName,
  rereadRequest,
  statusAnswer,
} from '@failsoft/core/adapter';
import type { Context, MiddlewareHandler } from 'hono';
import { raiseIdleLimit } from './bun-idle-limit.ts';

/**
 * OpenAI-style routes in front of a chain, for Hono 4 on any runtime.
 *
 * @example
 * app.all('/v1/*', gateway(models));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): MiddlewareHandler {
  assertChain(models, 'handle');
  gatewaySettings(options);
  return async function gateway(c, next) {
    raiseIdleLimit(c);
    // Hono keeps a body that `c.req.json()` or a validator has read; the raw request does not.
    const asText = ['text', 'json'].includes(Object.keys(c.req.bodyCache)[0] ?? '');
    const request = await rereadRequest(c.req.raw, () => c.req.blob(), asText);
    const answer = await models.handle(request, mounted(c, options));
    if (answer === undefined) return await next();
    // Touching `c.res` makes Hono keep what `c.header()` has set above us, over what an answer says.
    addUp(c.res.headers, answer.headers);
    return answer;
  };
}

// Hono cuts no path: a route such as `/ai/*` is our mount, and as good as a prefix for what stands directly below it.
function mounted(c: Context, options: GatewayOptions): GatewayOptions {
  const { path, routePath } = c.req;
  if (options.prefix !== undefined || !hasCommonName(path) || !routePath.endsWith('/*')) return options;
  const direct = path.split('/').length === routePath.split('/').length;
  return direct ? { ...options, prefix: path.slice(0, path.lastIndexOf('/')) } : options;
}

/**
 * The state of every model as JSON, made without asking any of them.
 *
 * @example
 * app.get('/status', status(models));
 */
export function status(models: Pick<Failover, 'status'>): MiddlewareHandler {
  assertChain(models, 'status');
  return async function status(c, next) {
    return statusAnswer(models, c.req.method) ?? (await next());
  };
}
