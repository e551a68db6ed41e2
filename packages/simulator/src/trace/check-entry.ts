import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';
import { isRecord } from '../upstream/endpoint.ts';
import { faultOf, type TraceEntry } from './trace-entry.ts';

const SHAPE = 'must have model (text), n, status and latencyMs (numbers, 0 or more)';

/** What plain JavaScript passes for an entry would make a line that nobody can read back. */
export function checkShape(name: string, entry: unknown): void {
  if (!isEntry(entry)) throw new SimulatorOptionsError(`${name} is ${show(entry)}, but ${SHAPE}.`);
}

/**
 * Refuses what is no request of a trace.
 *
 * @param problem makes the error of what is wrong with it
 */
export function checkEntry(entry: unknown, problem: (what: string) => SimulatorOptionsError): TraceEntry {
  if (!isEntry(entry)) {
    throw problem(SHAPE);
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
  for (const name of ['t', 'id', 'run', 'retryAfterMs'] as const) {
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

function isEntry(value: unknown): value is TraceEntry {
  if (typeof value !== 'object' || value === null || !('model' in value)) return false;
  const numbers = ['n', 'status', 'latencyMs'].map((name): unknown => Reflect.get(value, name));
  return typeof value.model === 'string' && numbers.every(isCount);
}
