import type { Failover, GatewayOptions } from '@failsoft/core';
import { exposeHeaders, gatewaySettings, statusAnswer } from '@failsoft/core/adapter';
import type { Context, MiddlewareHandler } from 'hono';

/**
 * OpenAI-style routes in front of a chain, for Hono 4 on any runtime.
 *
 * @example
 * app.all('/v1/*', gateway(models));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): MiddlewareHandler {
  gatewaySettings(options);
  return async function gateway(c, next) {
    const answer = await models.handle(await unread(c), options);
    if (answer === undefined) return await next();
    keepBoth(c, answer.headers);
    return answer;
  };
}

/**
 * The state of every model as JSON, made without asking any of them.
 *
 * @example
 * app.get('/status', status(models));
 */
export function status(models: Pick<Failover, 'status'>): MiddlewareHandler {
  return async function status(c, next) {
    return statusAnswer(models, c.req.method) ?? (await next());
  };
}

// Touching `c.res` makes Hono keep what `c.header()` has set above us. What was there then wins over an
// answer's headers, so the two that add up are added there.
function keepBoth(c: Context, ours: Headers): void {
  const before = c.res.headers;
  const exposed = ours.get('access-control-expose-headers');
  if (exposed !== null) exposeHeaders(before, exposed.split(','));
  if (!before.has('set-cookie')) return;
  for (const cookie of ours.getSetCookie()) before.append('set-cookie', cookie);
}

// Hono keeps a body that `c.req.json()` or a validator has read; the raw request does not.
async function unread(c: Context): Promise<Request> {
  const { raw } = c.req;
  if (!raw.bodyUsed) return raw;
  try {
    const body = await c.req.blob();
    const headers = new Headers(raw.headers);
    headers.delete('content-length');
    // A form is written again, with another boundary.
    if (body.type !== '') headers.set('content-type', body.type);
    return new Request(raw.url, { method: raw.method, headers, body, signal: raw.signal });
  } catch {
    // Read past Hono: the gateway says so, with the fix, if the route is its own.
    return raw;
  }
}
