import type { Failover } from '../failover/failover-types.ts';

/**
 * The status of a chain as an answer to a GET or HEAD; undefined for other methods. Never asks an upstream.
 *
 * Clients see public names only, as in the headers.
 */
export function statusAnswer(
  models: Pick<Failover, 'status'>,
  method: string | undefined,
): Response | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const { models: all, serving, updatedAt } = models.status();
  const shown = all.map(({ publicName, ...status }) => ({ ...status, model: publicName }));
  const servedBy = all.find(({ model }) => model === serving)?.publicName;
  return Response.json(
    { models: shown, serving: servedBy, updatedAt },
    { headers: { 'cache-control': 'no-store' } },
  );
}
