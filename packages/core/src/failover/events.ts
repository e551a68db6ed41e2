import { InvalidOptionsError } from '../errors.ts';
import { describe } from '../options-check.ts';
import type { FailoverEventName, FailoverEvents } from './failover-types.ts';

/** Tells the listeners. Never throws. */
export type Emit<M extends string> = <E extends FailoverEventName>(
  event: E,
  payload: FailoverEvents<M>[E],
) => void;

type Listener<M extends string> = (payload: FailoverEvents<M>[FailoverEventName]) => unknown;

// A new event that is missing here does not compile.
const names: Record<FailoverEventName, true> = {
  'attempt:end': true,
  'breaker:open': true,
  'breaker:recovering': true,
  'breaker:closed': true,
  'breaker:isolated': true,
  'gate:closed': true,
  'promotion:suggested': true,
  'promotion:ended': true,
  'chain:failover': true,
  'chain:exhausted': true,
  fault: true,
};

/** Listeners by event. A listener that throws harms neither the request nor the other listeners. */
export function createEvents<M extends string>(): {
  readonly emit: Emit<M>;
  /** Whether anybody listens, for payloads that cost something to make. */
  readonly isHeard: (event: FailoverEventName) => boolean;
  readonly on: <E extends FailoverEventName>(
    event: E,
    listener: (payload: FailoverEvents<M>[E]) => void,
  ) => () => void;
} {
  const listeners = new Map<FailoverEventName, Set<Listener<M>>>();

  function emit<E extends FailoverEventName>(event: E, payload: FailoverEvents<M>[E]): void {
    const known = listeners.get(event);
    if (known === undefined || known.size === 0) return;
    // A copy: a listener that comes back while it is told is told next time.
    for (const listener of Array.from(known)) {
      try {
        const told: unknown = listener(payload);
        // An async listener's fault comes later, and would end the process.
        if (told instanceof Promise) told.catch((error: unknown) => failed(event, error));
      } catch (error) {
        failed(event, error);
      }
    }
  }

  function failed(event: FailoverEventName, error: unknown): void {
    // A fault listener that fails has nobody left to tell.
    if (event !== 'fault') emit('fault', { where: `listener of ${event}`, error });
  }

  return {
    emit,
    isHeard: (event) => listeners.size > 0 && (listeners.get(event)?.size ?? 0) > 0,
    on(event, listener) {
      if (!Object.hasOwn(names, event))
        throw new InvalidOptionsError(
          `There is no event ${describe(event)}. There are ${Object.keys(names).join(', ')}.`,
        );
      if (typeof listener !== 'function')
        throw new InvalidOptionsError(
          `The listener of ${event} is ${describe(listener)}, but must be a function.`,
        );
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known);
      // A wrapper of its own, so that one function added twice is removed once.
      const entry: Listener<M> = (payload) => listener(payload as Parameters<typeof listener>[0]);
      known.add(entry);
      return () => known.delete(entry);
    },
  };
}
