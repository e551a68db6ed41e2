import type { Failover } from '../failover/failover-types.ts';

/** The status of a chain as an answer to a GET or HEAD; undefined for other methods. Never asks an upstream. */
export function statusAnswer(
  models: Pick<Failover, 'status'>,
  method: string | undefined,
): Response | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  return Response.json(models.status(), { headers: { 'cache-control': 'no-store' } });
}
