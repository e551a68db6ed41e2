let realFetch = globalThis.fetch;
const watchers = new Set<() => void>();

/** Stands in for the process's fetch while a simulation runs. */
const guard: typeof globalThis.fetch = () => {
  for (const watcher of watchers) watcher();
  return Promise.reject(new Error('No request may leave a simulation.'));
};

/**
 * Keeps requests from leaving the process: a factory that forgets `fetch` would ask the real upstream, for real
 * money. Several simulations may run at once; the last one to be released gives the process its fetch back.
 *
 * @returns the release, which may be called again without effect.
 */
export function guardFetch(onAttempt: () => void): () => void {
  if (watchers.size === 0) {
    realFetch = globalThis.fetch;
    globalThis.fetch = guard;
  }
  const watcher = (): void => onAttempt();
  watchers.add(watcher);
  return () => {
    // Whoever has put a fetch of his own there meanwhile keeps it.
    if (watchers.delete(watcher) && watchers.size === 0 && globalThis.fetch === guard) {
      globalThis.fetch = realFetch;
    }
  };
}
