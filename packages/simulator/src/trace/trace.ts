import type { Episode } from '../episodes/episode.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { readFault, statusFault, type Fault } from '../faults/fault.ts';
import { show } from '../show.ts';
import { isRecord } from '../upstream/endpoint.ts';
import { runOf } from '../journal/runs.ts';
import { CLIENT_CLOSED_REQUEST, type JournalEntry } from '../journal/journal.ts';

/**
 * One request of a trace: what a journal keeps and a replay needs. Nothing of `aborted`: whether a client leaves in
 * the middle of an answer is for the client of the replay to say.
 */
export type TraceEntry = Pick<JournalEntry, 't' | 'model' | 'n' | 'id' | 'status' | 'latencyMs'> & {
  readonly fault?: string | undefined;
  readonly episode?: Episode | undefined;
  /**
   * How many resets were before it, where there was one. A journal's own entries show none, and `formatTrace` and
   * `traceLine` know it of them all the same; not of a copy, such as `{ ...entry }` or one that went through JSON. So
   * keep the entries, or what `traceLine` makes of them.
   */
  readonly run?: number | undefined;
};

/** A journal as JSON lines, one request a line, in its order. Its first run is the first, whatever was before. */
export function formatTrace(entries: readonly TraceEntry[]): string {
  const before = entries.reduce((least, entry) => Math.min(least, runIn(entry)), Infinity);
  return entries.map((entry) => `${lineOf(entry, runIn(entry) - before)}\n`).join('');
}

/** One request as a line of JSON. */
export function traceLine(entry: TraceEntry): string {
  return lineOf(entry, runIn(entry));
}

const runIn = (entry: TraceEntry): number => entry.run ?? runOf(entry);

function lineOf({ t, model, n, id, status, fault, latencyMs, episode }: TraceEntry, run: number): string {
  return JSON.stringify({ t, run: run || undefined, model, n, id, status, fault, latencyMs, episode });
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

/**
 * Refuses what is no request of a trace.
 *
 * @param problem makes the error of what is wrong with it
 */
export function checkEntry(entry: unknown, problem: (what: string) => SimulatorOptionsError): TraceEntry {
  if (!isEntry(entry)) {
    throw problem('must have model (text), n, status and latencyMs (numbers, 0 or more)');
  }
  if (!Number.isSafeInteger(entry.n)) {
    throw problem(`cannot be replayed: n is ${entry.n}, but must be an integer, 0 or more`);
  }
  const unread = unreadable(entry);
  if (unread !== undefined) throw problem(`cannot be replayed: ${unread}`);
  try {
    faultOf(entry);
  } catch (error) {
    throw problem(`cannot be replayed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return entry;
}

/** What is wrong with the fields that may be left out. */
function unreadable(entry: TraceEntry): string | undefined {
  for (const name of ['t', 'id', 'run'] as const) {
    const value: unknown = entry[name];
    if (value === undefined || isCount(value)) continue;
    return `${name} is ${show(value)}, but must be a number, 0 or more`;
  }
  const episode: unknown = entry.episode;
  if (
    episode === undefined ||
    (isRecord(episode) && ['startsAt', 'endsAt'].every((name) => isTime(episode[name])))
  ) {
    return undefined;
  }
  const example =
    '{"model":"seedream-4.5","startsAt":1771502400000,"endsAt":1771504200000,"kind":"overload"}';
  return `episode is ${show(episode)}, but must be an object such as ${example}`;
}

const isCount = (value: unknown): boolean => typeof value === 'number' && value >= 0;
// A moment that a date can show.
const isTime = (value: unknown): boolean => isCount(value) && Number(value) <= 8e15;

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
  return typeof value.model === 'string' && numbers.every(isCount);
}
