import type { Failover, GatewayOptions } from '@failsoft/core';
import {
  answerOrNext,
  assertChain,
  nodeGateway,
  statusAnswer,
  type NodeHandler,
} from '@failsoft/core/adapter';

/**
 * OpenAI-style routes in front of a chain. Mount it before `express.json()`, which stops at 100 kB.
 *
 * @example
 * app.use('/v1', gateway(models));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): NodeHandler {
  const ask = nodeGateway(models, options);
  return async function gateway(request, response, next) {
    await answerOrNext(request, response, next, () => ask(request, response));
  };
}

/**
 * The state of every model as JSON, made without asking any of them.
 *
 * @example
 * app.use('/status', status(models));
 */
export function status(models: Pick<Failover, 'status'>): NodeHandler {
  assertChain(models, 'status');
  return async function status(request, response, next) {
    await answerOrNext(request, response, next, () => statusAnswer(models, request.method));
  };
}
