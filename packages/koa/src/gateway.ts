import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Failover, GatewayOptions } from '@failsoft/core';
import {
  askNode,
  clientSignal,
  copyHeaders,
  gatewaySettings,
  statusAnswer,
  toResponse,
  type SeenRequest,
} from '@failsoft/core/adapter';
import type { Context, Middleware } from 'koa';

/**
 * OpenAI-style routes in front of a chain, for Koa 2 and 3. Mount it above the body parsers.
 *
 * @example
 * app.use(gateway(models, { prefix: '/v1' }));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): Middleware {
  gatewaySettings(options);
  return async function gateway(ctx, next) {
    // Parsers put what they read on Koa's request, not on Node's.
    const parsed: SeenRequest & object = ctx.request;
    const { body, rawBody } = parsed;
    const seen = { originalUrl: ctx.originalUrl, body, rawBody };
    const answer = await askNode(models, ctx.req, clientSignal(ctx.res), options, seen);
    if (answer === undefined) return await next();
    send(ctx, toResponse(answer));
  };
}

export interface KoaStatusOptions {
  /** The one path that is answered. @default every path, for a mount or a router in front */
  readonly path?: string;
}

/**
 * The state of every model as JSON, made without asking any of them.
 *
 * @example
 * app.use(status(models, { path: '/status' }));
 */
export function status(models: Pick<Failover, 'status'>, { path }: KoaStatusOptions = {}): Middleware {
  return async function status(ctx, next) {
    const answer = path === undefined || path === ctx.path ? statusAnswer(models, ctx.method) : undefined;
    if (answer === undefined) return await next();
    send(ctx, answer);
  };
}

// Status, headers, body: in this order Koa keeps all three. Never `ctx.body = Response`, which joins cookies.
function send(ctx: Context, answer: Response): void {
  ctx.status = answer.status;
  copyHeaders(ctx.res, answer.headers);
  if (answer.body === null) {
    ctx.body = null;
    // A null body has made it 204.
    ctx.status = answer.status;
    return;
  }
  // The DOM's type and Node's are the same object at run time.
  const body = Readable.fromWeb(answer.body as NodeReadableStream);
  // Koa only logs what breaks after the head has left; without this the client would wait for ever.
  body.once('error', () => ctx.res.destroy());
  ctx.body = body;
}
