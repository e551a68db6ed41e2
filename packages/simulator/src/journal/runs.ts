const runs = new WeakMap<object, number>();

/**
 * Notes the run that an entry belongs to: how many resets were before it. Beside the entry and not in it, so that
 * after a reset the same requests have the same journal.
 */
export function noteRun(entry: object, run: number): void {
  if (run > 0) runs.set(entry, run);
}

/** 0 before the first reset, and for what is no entry of a journal. */
export function runOf(entry: object): number {
  return runs.get(entry) ?? 0;
}
