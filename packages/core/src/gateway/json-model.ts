import { endOfString } from './json-string.ts';
import { concat } from './read-body.ts';

/** Where the top-level `model` of a JSON object stands, in bytes. */
export interface ModelPlace {
  /** The model asked for; undefined when there is none or it is no string. */
  readonly value: string | undefined;
  /** Every top-level `model` value: a duplicate key must not smuggle another model past us. */
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** Just behind the opening brace: where a missing `model` is put. */
  readonly insertAt: number;
  readonly empty: boolean;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Finds the top-level `model` without parsing the rest; undefined when this is no JSON object.
 *
 * Strings are jumped over by a native search, so a request that carries megabytes of base64 costs next to
 * nothing, and what is not `model` reaches the upstream byte for byte.
 */
export function findModel(bytes: Uint8Array): ModelPlace | undefined {
  const spans: [number, number][] = [];
  let value: string | undefined;
  // A byte order mark is tolerated, as every JSON parser of an upstream does.
  let at = skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (bytes[at] !== openBrace) return undefined;
  const insertAt = at + 1;
  at = skipSpace(bytes, insertAt);
  if (bytes[at] === closeBrace) return { value, spans, insertAt, empty: true };
  for (;;) {
    if (bytes[at] !== quote) return undefined;
    const keyEnd = endOfString(bytes, at);
    const isModel = keyEnd !== -1 && readString(bytes, at, keyEnd) === 'model';
    at = skipSpace(bytes, keyEnd);
    if (keyEnd === -1 || bytes[at] !== colon) return undefined;
    const start = skipSpace(bytes, at + 1);
    const end = endOfValue(bytes, start);
    if (end === -1) return undefined;
    if (isModel) {
      spans.push([start, end]);
      value = bytes[start] === quote ? readString(bytes, start, end) : undefined;
    }
    at = skipSpace(bytes, end);
    if (bytes[at] === closeBrace) break;
    if (bytes[at] !== comma) return undefined;
    at = skipSpace(bytes, at + 1);
  }
  return skipSpace(bytes, at + 1) === bytes.length ? { value, spans, insertAt, empty: false } : undefined;
}

/** The same bytes with another `model`. */
export function spliceModel(bytes: Uint8Array, place: ModelPlace, model: string): Uint8Array<ArrayBuffer> {
  const name = JSON.stringify(model);
  if (place.spans.length === 0) {
    const member = encoder.encode(`"model":${name}${place.empty ? '' : ','}`);
    return concat([bytes.subarray(0, place.insertAt), member, bytes.subarray(place.insertAt)]);
  }
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const [start, end] of place.spans) {
    parts.push(bytes.subarray(copied, start), encoder.encode(name));
    copied = end;
  }
  parts.push(bytes.subarray(copied));
  return concat(parts);
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;)
    byte = bytes[++at];
  return at;
}

function endOfValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === quote) return endOfString(bytes, start);
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
      if (at === -1) return -1;
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      // The brace of the object around a bare number, true, false or null.
      if (depth === 0) return at > start ? at : -1;
      depth--;
      if (depth === 0) return at + 1;
    } else if (byte === comma && depth === 0) return at > start ? at : -1;
    at++;
  }
  return -1;
}

function readString(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes.subarray(start, end)));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
