import type { Trail } from '../outcome.ts';

/** How much the client is told. `false` sends none of our headers. */
export type HeaderLevel = false | 'minimal' | 'default' | 'trace';

/** The headers that tell a client which model answered and why. Values are always safe to set. */
export function degradationHeaders(
  trail: Trail,
  level: HeaderLevel = 'default',
): [name: string, value: string][] {
  return level === false || trail.served === undefined ? [] : [];
}
