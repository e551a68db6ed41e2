import type { Fates } from '../upstream/fate.ts';
import { faultOf, type TraceEntry } from './trace.ts';

/**
 * The fates that a trace has kept of requests that were let in: the n-th request comes to what the n-th came to, or the one of the same
 * `x-sim-id` if it brings one. After the end of the trace `beyond` decides.
 */
export function replayFates(entries: readonly TraceEntry[], beyond: Fates): Fates {
  const kept = entries.toSorted((a, b) => a.n - b.n);
  const byId = new Map(kept.map((entry) => [entry.id, entry]));
  let arrivals = 0;
  return {
    next(situation, id, forced) {
      arrivals += 1;
      const entry = id === undefined ? kept[arrivals - 1] : byId.get(id);
      const fate = beyond.next(situation, id, forced);
      if (entry === undefined || forced !== undefined) return fate;
      const { latencyMs, episode } = entry;
      return { ...fate, id: entry.id ?? fate.id, fault: faultOf(entry), latencyMs, episode };
    },
    reset() {
      arrivals = 0;
      beyond.reset();
    },
  };
}
