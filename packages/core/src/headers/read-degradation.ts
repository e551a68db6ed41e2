import { parseModelId } from './model-id.ts';

/** What an answer's headers say of who answered. */
export interface Degradation {
  /** The model that answered. */
  readonly served: string;
  /** True when it is not the one asked for. */
  readonly degraded: boolean;
  /** Why not; a client treats tokens that it does not know as some other reason. */
  readonly reason: string | undefined;
  /** Upstream calls made; undefined when the server does not say. */
  readonly attempts: number | undefined;
}

/**
 * Reads our headers back.
 *
 * @param from a `Headers`, or anything that has one, such as a `Response`.
 * @returns undefined when no failsoft header is there.
 */
export function readDegradation(from: Headers | { readonly headers: Headers }): Degradation | undefined {
  const headers = 'headers' in from ? from.headers : from;
  const fallback = headers.get('x-fallback-model');
  const served = fallback ?? headers.get('x-served-model');
  if (served === null) return undefined;
  const attempts = headers.get('x-fallback-attempts');
  return {
    served: parseModelId(served),
    degraded: fallback !== null,
    reason: headers.get('x-fallback-reason') ?? undefined,
    attempts: attempts !== null && /^\d{1,3}$/.test(attempts) ? Number(attempts) : undefined,
  };
}
