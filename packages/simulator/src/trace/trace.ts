import type { Episode } from '../episodes/episode.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { readFault, statusFault, type Fault } from '../faults/fault.ts';
import { show } from '../show.ts';
import { CLIENT_CLOSED_REQUEST, type JournalEntry } from '../journal/journal.ts';

/** One request of a trace: what a journal keeps and a replay needs. */
export type TraceEntry = Pick<JournalEntry, 't' | 'model' | 'n' | 'id' | 'status' | 'latencyMs'> & {
  readonly fault?: string | undefined;
  readonly episode?: Episode | undefined;
};

/** A journal as JSON lines, one request a line, in its order. */
export function formatTrace(entries: readonly TraceEntry[]): string {
  return entries.map((entry) => `${traceLine(entry)}\n`).join('');
}

/** One request as a line of JSON. */
export function traceLine({ t, model, n, id, status, fault, latencyMs, episode }: TraceEntry): string {
  return JSON.stringify({ t, model, n, id, status, fault, latencyMs, episode });
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
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
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

/**
 * Refuses what is no request of a trace.
 *
 * @param problem makes the error of what is wrong with it
 */
export function checkEntry(entry: unknown, problem: (what: string) => SimulatorOptionsError): TraceEntry {
  if (!isEntry(entry)) {
    throw problem('must have model (text), n, status and latencyMs (numbers, 0 or more)');
  }
  try {
    faultOf(entry);
  } catch (error) {
    throw problem(`cannot be replayed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return entry;
}

/** False for a request that was turned down before it reached a model: it has no place among the arrivals. */
export function wasLetIn({ n }: TraceEntry): boolean {
  return n > 0;
}

/** What went wrong with a request of a trace; undefined for a success. */
export function faultOf({ status, fault }: TraceEntry): Fault | undefined {
  if (fault !== undefined) return notNone(readFault('fault', fault));
  if (status === 0) return { kind: 'reset' };
  // The client did not wait for the answer, so nobody knows what it would have been.
  if (status === CLIENT_CLOSED_REQUEST) return { kind: 'hang' };
  return notNone(statusFault('status', status));
}

const notNone = (forced: Fault | 'none'): Fault | undefined => (forced === 'none' ? undefined : forced);

function isEntry(value: unknown): value is TraceEntry {
  if (typeof value !== 'object' || value === null || !('model' in value)) return false;
  const numbers = ['n', 'status', 'latencyMs'].map((name): unknown => Reflect.get(value, name));
  return (
    typeof value.model === 'string' && numbers.every((number) => typeof number === 'number' && number >= 0)
  );
}
