/** Failures and successes of the last `windowMs`, kept as a list. */
export interface RollingRate {
  add(failed: boolean, now: number): void;
  readonly failures: number;
  readonly total: number;
  clear(): void;
}

export function createRollingRate(windowMs: number): RollingRate {
  let entries: { readonly at: number; readonly failed: boolean }[] = [];
  let first = 0;
  let failures = 0;
  return {
    add(failed, now) {
      entries.push({ at: now, failed });
      if (failed) failures += 1;
      for (
        let head = entries[first];
        head !== undefined && head.at <= now - windowMs;
        head = entries[first]
      ) {
        if (head.failed) failures -= 1;
        first += 1;
      }
      if (first < 10_000) return;
      entries = entries.slice(first);
      first = 0;
    },
    get failures() {
      return failures;
    },
    get total() {
      return entries.length - first;
    },
    clear() {
      entries = [];
      first = 0;
      failures = 0;
    },
  };
}
