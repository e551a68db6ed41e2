import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Failover, GatewayOptions } from '@failsoft/core';
import {
  assertChain,
  copyHeaders,
  leaveQuietly,
  nodeGateway,
  statusAnswer,
  toResponse,
} from '@failsoft/core/adapter';
import type { SeenRequest } from '@failsoft/core/adapter';
import type { Context, Middleware } from 'koa';

/**
 * OpenAI-style routes in front of a chain, for Koa 2 and 3. Mount it above the body parsers.
 *
 * @example
 * app.use(gateway(models, { prefix: '/v1' }));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): Middleware {
  const ask = nodeGateway(models, options);
  return async function gateway(ctx, next) {
    // Parsers put what they read on Koa's request, not on Node's.
    const { body, rawBody }: SeenRequest & object = ctx.request;
    const answer = await ask(ctx.req, ctx.res, { originalUrl: ctx.originalUrl, body, rawBody });
    if (answer === undefined) return await next();
    leaveQuietly(ctx);
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
  assertChain(models, 'status');
  return async function status(ctx, next) {
    const answer = path === undefined || path === ctx.path ? statusAnswer(models, ctx.method) : undefined;
    if (answer === undefined) return await next();
    send(ctx, answer);
  };
}

// Never `ctx.body = Response`, which joins cookies.
function send(ctx: Context, answer: Response): void {
  // What a body makes of status and headers is overwritten. Of 204 Koa makes least: no body "null" of `null`.
  ctx.status = 204;
  // The DOM's type and Node's are the same object at run time.
  const stream = answer.body as NodeReadableStream | null;
  // Koa only logs what breaks after the head has left; without this the client would wait for ever.
  ctx.body = stream && Readable.fromWeb(stream).once('error', () => ctx.res.destroy());
  copyHeaders(ctx.res, answer.headers);
  ctx.status = answer.status;
}
