import type { Failover, GatewayOptions } from '@failsoft/core';
import {
  askNode,
  clientSignal,
  gatewaySettings,
  sendAnswer,
  statusAnswer,
  type NodeRequest,
  type NodeResponse,
} from '@failsoft/core/adapter';

/** A middleware of Express 4 or 5. Structural, so that the types of either fit. */
export type ExpressHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * OpenAI-style routes in front of a chain. Mount it before `express.json()`, which stops at 100 kB.
 *
 * @example
 * app.use('/v1', gateway(models));
 */
export function gateway(models: Pick<Failover, 'handle'>, options: GatewayOptions = {}): ExpressHandler {
  gatewaySettings(options);
  return async function gateway(request, response, next) {
    try {
      const answer = await askNode(models, request, clientSignal(response), options);
      if (answer === undefined) next();
      else await sendAnswer(response, answer, request.method === 'HEAD');
    } catch (error) {
      // Express 4 does not wait for promises: an error that is not handed over would end the process.
      if (!response.destroyed) next(error);
    }
  };
}

/**
 * The state of every model as JSON, made without asking any of them.
 *
 * @example
 * app.use('/status', status(models));
 */
export function status(models: Pick<Failover, 'status'>): ExpressHandler {
  return async function status(request, response, next) {
    try {
      const answer = statusAnswer(models, request.method);
      if (answer === undefined) next();
      else await sendAnswer(response, answer, request.method === 'HEAD');
    } catch (error) {
      if (!response.destroyed) next(error);
    }
  };
}
