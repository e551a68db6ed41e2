/** At most this much of any one text is looked at. */
export const inspectedChars: number = 64 * 1024;
/** Arrays are looked at no further than this. */
const inspectedItems = 32;

/** A property of anything; undefined where there is none, or where reading it throws. */
export function read(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[name]; // anything may be read as unknown
  } catch {
    return undefined; // a getter or a proxy that throws has nothing to say
  }
}

/** A property that is text, at most `limit` characters of it; undefined otherwise. */
export function readText(value: unknown, name: string, limit: number = inspectedChars): string | undefined {
  const found = read(value, name);
  return typeof found === 'string' ? found.slice(0, limit) : undefined;
}

/** The head of a list; empty for anything else. */
export function readList(value: unknown, name: string): readonly unknown[] {
  return itemsOf(read(value, name));
}

/** The head of a list; empty for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, inspectedItems) : none;
  } catch {
    return none;
  }
}

const none: readonly unknown[] = [];

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false; // a revoked proxy
  }
}

/** An HTTP status, from a number or a string of exactly three digits. */
export function toStatus(value: unknown): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^[1-5]\d\d$/.test(value)
        ? Number(value)
        : Number.NaN;
  return Number.isInteger(number) && number >= 100 && number <= 599 ? number : undefined;
}
