import { read } from './safe-read.ts';

const scannedNames = 256;

/** Looks up a header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

/** Reads `Headers`, a plain record in any case, or nothing. */
export function headerReader(headers: unknown): HeaderReader {
  if (typeof headers !== 'object' || headers === null) return () => undefined;
  const get = read(headers, 'get');
  if (typeof get === 'function') {
    return (name) => {
      try {
        return toText((get as (name: string) => unknown).call(headers, name)); // what it returns is checked
      } catch {
        return undefined;
      }
    };
  }
  let lower: Map<string, unknown> | undefined;
  return (name) => {
    lower ??= lowerCased(headers);
    return toText(lower.get(name));
  };
}

function lowerCased(headers: object): Map<string, unknown> {
  const found = new Map<string, unknown>();
  try {
    let seen = 0;
    for (const name in headers) {
      if (++seen > scannedNames) break;
      found.set(name.toLowerCase(), read(headers, name));
    }
  } catch {
    // a hostile proxy: what was seen so far is enough
  }
  return found;
}

function toText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'number') return String(first);
  return typeof first === 'string' && first !== '' ? first.slice(0, 1_024).trim() : undefined;
}
