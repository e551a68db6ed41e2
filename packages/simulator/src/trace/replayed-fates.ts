import type { Fates } from '../upstream/fate.ts';
import { faultOf, type TraceEntry } from './trace-entry.ts';

/**
 * The fates that a trace has kept of requests that were let in: the n-th request comes to what the n-th came to, or
 * the one of the same `x-sim-id` if it brings one. What the trace has not kept is left to `beyond`, in its place as
 * after the end, and so is how long an answer takes when `latency` says it.
 */
export function replayFates(
  entries: readonly TraceEntry[],
  beyond: Fates,
  latency: false | number | undefined,
): Fates {
  const places = placesOf(entries);
  // The caller's own id may come again: the first time it is what the first was, and so on.
  const byId = Map.groupBy(places.values(), ({ id }) => id);
  let again = new Map<TraceEntry['id'], number>();
  let arrivals = 0;

  function nextOf(id: TraceEntry['id']): TraceEntry | undefined {
    const turn = again.get(id) ?? 0;
    again.set(id, turn + 1);
    const same = byId.get(id);
    return same?.[turn] ?? same?.at(-1);
  }

  return {
    next(situation, id, forced) {
      arrivals += 1;
      const entry = id === undefined ? places.get(arrivals) : nextOf(id);
      const fate = beyond.next(situation, id, forced);
      if (entry === undefined || forced !== undefined) return fate;
      const latencyMs = latency === undefined ? entry.latencyMs : fate.latencyMs;
      return {
        ...fate,
        id: entry.id ?? fate.id,
        fault: faultOf(entry),
        latencyMs,
        episode: entry.episode,
      };
    },
    reset() {
      arrivals = 0;
      again = new Map();
      beyond.reset();
    },
  };
}

/**
 * Each entry by its place among all arrivals, in order: its n, behind the places of the runs before. An entry that is
 * missing (its request was still waited for, or somebody took the line out) leaves its place empty.
 */
function placesOf(entries: readonly TraceEntry[]): ReadonlyMap<number, TraceEntry> {
  const places = new Map<number, TraceEntry>();
  let before = 0;
  for (const run of runsOf(entries)) {
    const sorted = run.toSorted((a, b) => a.n - b.n);
    for (const entry of sorted) places.set(before + entry.n, entry);
    before += sorted.at(-1)?.n ?? 0;
  }
  return places;
}

/**
 * After a reset the arrivals are counted from 1 again: the entries say so themselves, and where they do not, or
 * where two processes wrote into one file, an n that was seen before belongs to the next run.
 */
function runsOf(entries: readonly TraceEntry[]): readonly (readonly TraceEntry[])[] {
  const runs: TraceEntry[][] = [];
  const seen = new Set<number>();
  let run: number | undefined;
  for (const entry of entries) {
    if (entry.run !== run || seen.has(entry.n)) seen.clear();
    run = entry.run;
    if (seen.size === 0) runs.push([]);
    seen.add(entry.n);
    runs.at(-1)?.push(entry);
  }
  return runs;
}
