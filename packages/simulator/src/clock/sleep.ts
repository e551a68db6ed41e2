import type { Clock } from '@failsoft/core';

/** Waits `ms` on the clock; rejects with the signal's reason as soon as it is aborted. No listener stays behind. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (ms <= 0) return resolve();
    const onAbort = (): void => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

// A `Request` hears of its caller's abort only as long as somebody holds it, and of who waits for ever nobody would.
const waiting = new Set<object>();

/** Waits until the caller goes and rejects with the reason. */
export function untilAborted(caller: { readonly signal: AbortSignal }): Promise<never> {
  const { signal } = caller;
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    waiting.add(caller);
    const onAbort = (): void => {
      waiting.delete(caller);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
