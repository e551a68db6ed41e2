import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS: number = 24 * 60 * MINUTE_MS;

// Beijing has had no daylight saving since 1991, so integer arithmetic is exact from 1992 on.
// Local getters and ICU would depend on the machine.
const OFFSET_MS = 8 * 60 * MINUTE_MS;

/** Where every model's timeline begins, healthy: 2026-01-01T00:00+08:00. A seed and a date fix the episodes. */
export const EPOCH_AT: number = Date.UTC(2026, 0, 1) - OFFSET_MS;
const LAST_AT = Date.UTC(2126, 0, 1) - OFFSET_MS;

/** The evening this project is about. */
export const DEFAULT_START = '2026-02-19T20:00+08:00';

/** Milliseconds since the last midnight in Beijing. */
export function timeOfDayMs(at: number): number {
  return (((at + OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}

/** The last midnight in Beijing. */
export function startOfDay(at: number): number {
  return at - timeOfDayMs(at);
}

/** `2026-02-19T20:00:00.000+08:00` */
export function formatBeijing(at: number): string {
  return `${new Date(Math.floor(at) + OFFSET_MS).toISOString().slice(0, -1)}+08:00`;
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A date as milliseconds since the Unix epoch. Text without a zone means Beijing time, on every machine;
 * a date alone means its midnight there.
 */
export function parseMoment(option: string, value: unknown): number {
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseText(value) : NaN;
  if (at >= EPOCH_AT && at < LAST_AT) return at;
  // JSON has no word for a date that is none.
  const shown =
    value instanceof Date ? (Number.isNaN(at) ? String(value) : value.toISOString()) : show(value);
  throw new SimulatorOptionsError(
    Number.isNaN(at)
      ? `${option} is ${shown}, but must be a Date or text such as 2026-02-19T20:00+08:00.`
      : `${option} is ${shown}, but the timeline runs from 2026-01-01 to 2125-12-31, Beijing time.`,
  );
}

function parseText(text: string): number {
  const [, date, time = '00:00', zone = '+08:00'] = MOMENT.exec(text) ?? [];
  // Date.parse takes the 31st of February for the 3rd of March; a date that comes back changed was none.
  const midnight = Date.parse(`${date}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${date}T`);
  return exists ? Date.parse(`${date}T${time}${zone}`) : NaN;
}
