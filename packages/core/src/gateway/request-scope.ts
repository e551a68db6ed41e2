import type { Trail } from '../outcome.ts';

/** A client's request as a call of `models.fetch` somewhere inside of it needs to know it. */
export interface BoundRequest {
  /** Aborted when the client goes. */
  readonly signal: AbortSignal;
  /** Puts who answered on that client's answer. */
  stamp(trail: Trail | undefined): void;
}

type Lookup = () => ReadonlyMap<object, BoundRequest> | undefined;

// Only a runtime with asynchronous context has one: core itself stays free of it.
let lookup: Lookup | undefined;

/** Says where the requests under way are found, by chain. */
export function findRequestsIn(source: Lookup): void {
  lookup = source;
}

/** The request inside which this chain is asked; undefined outside of any. */
export function requestInScope(models: object): BoundRequest | undefined {
  return lookup?.()?.get(models);
}

/** The init of a call that stops with the client as well as with its own signal. */
export function stoppingWith(
  signal: AbortSignal,
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit | undefined,
): RequestInit {
  const own = init?.signal ?? (typeof input === 'object' && 'signal' in input ? input.signal : undefined);
  return { ...init, signal: own == null ? signal : AbortSignal.any([signal, own]) };
}
