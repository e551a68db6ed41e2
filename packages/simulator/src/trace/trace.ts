import { SimulatorOptionsError } from '../errors.ts';
import { runOf } from '../journal/runs.ts';
import { show } from '../show.ts';
import { checkEntry, checkShape } from './check-entry.ts';
import type { TraceEntry } from './trace-entry.ts';

/** A journal as JSON lines, one request a line, in its order. Its first run is the first, whatever was before. */
export function formatTrace(entries: readonly TraceEntry[]): string {
  if (!Array.isArray(entries)) {
    throw new SimulatorOptionsError(
      `entries is ${show(entries)}, but must be a list such as simulator.journal.`,
    );
  }
  for (const [index, entry] of entries.entries()) checkShape(`entries[${index}]`, entry);
  const before = entries.reduce((least, entry) => Math.min(least, runIn(entry)), Infinity);
  return entries.map((entry) => `${lineOf(entry, runIn(entry) - before)}\n`).join('');
}

/** One request as a line of JSON. */
export function traceLine(entry: TraceEntry): string {
  checkShape('entry', entry);
  return lineOf(entry, runIn(entry));
}

const runIn = (entry: TraceEntry): number => entry.run ?? runOf(entry);

function lineOf(entry: TraceEntry, run: number): string {
  const { t, model, n, id, status, fault, retryAfterMs, latencyMs, episode } = entry;
  const fields = { t, run: run || undefined, model, n, id, status, fault, retryAfterMs, latencyMs, episode };
  return JSON.stringify(fields);
}

/**
 * Reads JSON lines.
 *
 * @throws SimulatorOptionsError naming the line and what is wrong with it.
 */
export function parseTrace(text: string): readonly TraceEntry[] {
  if (typeof text !== 'string') {
    throw new SimulatorOptionsError(`text is ${show(text)}, but must be the JSON lines of a trace.`);
  }
  return text.split('\n').flatMap((untrimmed, index) => {
    // A byte order mark counts as a blank: editors put one before a text, and files that are joined keep theirs.
    const line = untrimmed.trim();
    if (line === '') return [];
    const problem = (what: string): SimulatorOptionsError =>
      new SimulatorOptionsError(`Line ${index + 1} of the trace ${what}.`);
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      throw problem('is no JSON');
    }
    return [checkEntry(entry, problem)];
  });
}
