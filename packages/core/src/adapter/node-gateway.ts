import type { Failover } from '../failover/failover-types.ts';
import { gatewaySettings, type GatewayOptions } from '../gateway/gateway-options.ts';
import type { Answer } from '../gateway/plain-answer.ts';
import { askNode } from './node-asked.ts';
import type { SeenRequest } from './node-request.ts';
import { clientSignal } from './node-response.ts';
import { assertChain } from './to-failover.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';

/** Asks a chain's gateway for one client; undefined: not our route, and nothing was read. */
export type NodeGateway = (
  request: NodeRequest,
  response: NodeResponse,
  seen?: SeenRequest,
) => Promise<Answer | undefined>;

/** A chain's gateway for Node's requests. @throws InvalidOptionsError now, not when the first client comes. */
export function nodeGateway(models: Pick<Failover, 'handle'>, options: GatewayOptions): NodeGateway {
  assertChain(models, 'handle');
  gatewaySettings(options);
  return (request, response, seen) => askNode(models, request, clientSignal(response), options, seen);
}
