let realFetch = globalThis.fetch;
const watchers = new Set<(url: string) => void>();

/** Stands in for the process's fetch while a simulation runs. */
const guard: typeof globalThis.fetch = (input) => {
  const url = input instanceof Request ? input.url : String(input);
  for (const watcher of watchers) watcher(url);
  return Promise.reject(
    new Error(
      `${url} was not asked: while simulate runs no request leaves the process by its own fetch. ` +
        'Await simulate first, or run it in a process of its own.',
    ),
  );
};

/**
 * Keeps requests from leaving the process: a factory that forgets `fetch` would ask the real upstream, for real
 * money. Several simulations may run at once; the last one to be released gives the process its fetch back.
 *
 * @param onAttempt told the URL of each request that was stopped, whoever in the process made it
 * @returns the release, which may be called again without effect.
 */
export function guardFetch(onAttempt: (url: string) => void): () => void {
  if (watchers.size === 0) {
    realFetch = globalThis.fetch;
    globalThis.fetch = guard;
  }
  const watcher = (url: string): void => onAttempt(url);
  watchers.add(watcher);
  return () => {
    // Whoever has put a fetch of his own there meanwhile keeps it.
    if (watchers.delete(watcher) && watchers.size === 0 && globalThis.fetch === guard) {
      globalThis.fetch = realFetch;
    }
  };
}
