import type { Episode } from '../episodes/episode.ts';
import { noteRun } from './runs.ts';

/** One request as the upstream saw it. */
export interface JournalEntry {
  /** When it arrived, in simulated milliseconds since the Unix epoch. */
  readonly t: number;
  /** The same, as a date in Beijing: `2026-02-19T20:00:00.000+08:00`. */
  readonly time: string;
  readonly model: string;
  /** The how-manieth request for this model, from 1; 0 for a model that is not simulated. */
  readonly n: number;
  /** What the draws were counted by: `n`, or what the request brought as `x-sim-id`. */
  readonly id: number;
  /** What was answered; 499 when the client went away before there was an answer, 0 for a reset. */
  readonly status: number;
  /** What went wrong beyond the status, in the words of `x-sim-force`. */
  readonly fault: string | undefined;
  /** What the answer said of when to come again, in simulated milliseconds: a quota's, until its next window. */
  readonly retryAfterMs: number | undefined;
  /** How long the answer took, or how long the client waited for it, in simulated milliseconds. */
  readonly latencyMs: number;
  /** The episode that the request fell into. */
  readonly episode: Episode | undefined;
  /**
   * The client went away before the whole answer was there. An entry never changes: when its client leaves while the
   * answer is under way, the journal has another entry in its place. Whoever holds the first one, as `onEntry` does,
   * holds what was known when the answer began.
   */
  readonly aborted: boolean;
}

/** The status of an answer that nobody waited for, as web servers log it. */
export const CLIENT_CLOSED_REQUEST = 499;

// Two hundred bytes an entry: about 20 MB at most, whatever the traffic.
const KEPT = 100_000;
const DROPPED_AT_ONCE = 10_000;

export interface Journal {
  /** In the order in which they were answered; at least the last 100,000 requests. Always the same array. */
  readonly entries: readonly JournalEntry[];
  /** Begins an entry of this run: it is left out when the journal is cleared before it is added. */
  begin(): AddEntry;
  clear(): void;
}

/** Adds an entry; calling what is returned puts one in its place that says that it was aborted. */
type AddEntry = (entry: JournalEntry) => () => void;

/** What the upstream saw, bounded. `onEntry` is told of each new entry. Entries are frozen: many may hold one. */
export function createJournal(onEntry: ((entry: JournalEntry) => void) | undefined): Journal {
  const entries: JournalEntry[] = [];
  let run = 0;

  // The upstream answers, whatever its listener does.
  const threw = (error: unknown): void => console.error('onEntry of the simulator threw:', error);
  function tell(entry: JournalEntry): void {
    try {
      const told: unknown = onEntry?.(entry);
      if (told instanceof Promise) told.catch(threw);
    } catch (error) {
      threw(error);
    }
  }

  return {
    entries,
    begin() {
      const begunIn = run;
      return (entry) => {
        if (begunIn !== run) return () => {};
        if (entries.length >= KEPT + DROPPED_AT_ONCE) entries.splice(0, DROPPED_AT_ONCE);
        const own: JournalEntry = Object.freeze({ ...entry });
        noteRun(own, run);
        entries.push(own);
        tell(own);
        return () => {
          // Who goes away has mostly come a short while ago.
          const place = entries.lastIndexOf(own);
          if (place === -1) return;
          const changed: JournalEntry = Object.freeze({ ...own, aborted: true });
          noteRun(changed, run);
          entries[place] = changed;
        };
      };
    },
    clear() {
      run += 1;
      entries.length = 0;
    },
  };
}
