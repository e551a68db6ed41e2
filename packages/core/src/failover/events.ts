import type { FailoverEventName, FailoverEvents } from './failover-types.ts';

/** Tells the listeners. Never throws. */
export type Emit<M extends string> = <E extends FailoverEventName>(
  event: E,
  payload: FailoverEvents<M>[E],
) => void;

type Listener<M extends string> = (payload: FailoverEvents<M>[FailoverEventName]) => void;

/** Listeners by event. A listener that throws harms neither the request nor the other listeners. */
export function createEvents<M extends string>(): {
  readonly emit: Emit<M>;
  readonly on: <E extends FailoverEventName>(
    event: E,
    listener: (payload: FailoverEvents<M>[E]) => void,
  ) => () => void;
} {
  const listeners = new Map<FailoverEventName, Set<Listener<M>>>();

  function emit<E extends FailoverEventName>(event: E, payload: FailoverEvents<M>[E]): void {
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(payload);
      } catch (error) {
        // A fault listener that fails has nobody left to tell.
        if (event !== 'fault') emit('fault', { where: `listener of ${event}`, error });
      }
    }
  }

  return {
    emit,
    on(event, listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known);
      // A wrapper of its own, so that one function added twice is removed once.
      const entry: Listener<M> = (payload) => listener(payload as Parameters<typeof listener>[0]);
      known.add(entry);
      return () => known.delete(entry);
    },
  };
}
