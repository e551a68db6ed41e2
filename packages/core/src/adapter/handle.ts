import { trailOf } from '../errors.ts';
import type { Failover } from '../failover/failover-types.ts';
import { stoppingWith, type BoundRequest } from '../gateway/request-scope.ts';
import type { Trail } from '../outcome.ts';

/** What an app finds on its request: the chain, bound to this client and this answer. */
export interface FailoverHandle<M extends string = string> extends Pick<
  Failover<M>,
  'run' | 'runDetailed' | 'fetch' | 'status'
> {
  /** Aborted when the client goes. Every `run` and `fetch` of the handle obeys it. */
  readonly signal: AbortSignal;
  /** Of the last `run` or `fetch`; undefined before the first. */
  readonly trail: Trail<M> | undefined;
}

/** The things that differ between frameworks. */
export interface HandleHost {
  readonly signal: AbortSignal;
  /** Puts headers on this client's answer. May throw: nobody is harmed. */
  setHeaders(headers: [name: string, value: string][]): void;
  /** Sees what `run` rejects with, for frameworks that do not read an error's `status`. */
  onError?(error: unknown): void;
}

/** Binds a chain to one client: its signal stops the calls, its answer says who served them. */
export function createHandle<M extends string>(models: Failover<M>, host: HandleHost): FailoverHandle<M> {
  let trail: Trail<M> | undefined;
  const stamp = (seen: Trail | undefined): void => {
    if (seen === undefined) return;
    // The chain is this one, so its trail names this chain's models.
    trail = seen as Trail<M>;
    try {
      host.setHeaders(models.headersFor(seen));
    } catch {
      // A header is never worth an answer that has been paid for.
    }
  };
  const bound = (signal: AbortSignal | null | undefined): AbortSignal =>
    signal == null ? host.signal : AbortSignal.any([host.signal, signal]);

  const runDetailed: FailoverHandle<M>['runDetailed'] = async (call, options) => {
    try {
      const outcome = await models.runDetailed(call, { ...options, signal: bound(options?.signal) });
      stamp(outcome.trail);
      return outcome;
    } catch (error) {
      stamp(trailOf(error));
      host.onError?.(error);
      throw error;
    }
  };
  const handle: FailoverHandle<M> = {
    runDetailed,
    run: async (call, options) => (await runDetailed(call, options)).value,
    async fetch(input, init) {
      const response = await models.fetch(input, stoppingWith(host.signal, input, init));
      stamp(trailOf(response));
      return response;
    },
    status: () => models.status(),
    signal: host.signal,
    get trail() {
      return trail;
    },
  };
  bindings.set(handle, { signal: host.signal, stamp });
  return handle;
}

const bindings = new WeakMap<object, BoundRequest>();

/** What a handle of `createHandle` offers to a client that knows nothing of it. */
export function boundRequestOf(handle: object): BoundRequest {
  const bound = bindings.get(handle);
  if (bound === undefined) throw new TypeError('This is no handle of createHandle.');
  return bound;
}

const handles = new WeakMap<object, WeakMap<object, unknown>>();

/** The handle of this chain for this request, made once however often the middleware is mounted. */
export function handleOnce<M extends string>(
  models: Failover<M>,
  request: object,
  host: () => HandleHost,
): FailoverHandle<M> {
  const ofChain = handles.get(models) ?? new WeakMap<object, unknown>();
  handles.set(models, ofChain);
  // Only this function writes here, and only handles of this very chain.
  const handle = (ofChain.get(request) as FailoverHandle<M> | undefined) ?? createHandle(models, host());
  ofChain.set(request, handle);
  return handle;
}

/** The handle that `handleOnce` made for this request. @throws Error when the middleware did not run */
export function handleOf<M extends string>(models: Failover<M>, request: object): FailoverHandle<M> {
  const handle = handles.get(models)?.get(request);
  if (handle === undefined)
    throw new Error('This request has not passed failover(models). Mount it above this route.');
  // See above.
  return handle as FailoverHandle<M>;
}
