import { endOfString } from './json-string.ts';

/** One top-level member of a JSON object, in bytes. */
export interface JsonMember {
  readonly key: string | undefined;
  /** Where the key begins. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** Where the top-level members of a JSON object stand. */
export interface JsonMembers {
  /** All of them: a duplicate key must not smuggle another value past us. */
  readonly members: readonly JsonMember[];
  /** Just behind the opening brace: where a missing member is put. */
  readonly insertAt: number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const decoder = new TextDecoder();

// A request of an API has a few dozen; a body made of millions of them would cost seconds to look at.
const mostMembers = 10_000;

/**
 * Finds the top-level members without parsing their values; undefined when this is no JSON object.
 *
 * Strings are jumped over by a native search, so a request that carries megabytes of base64 costs next to
 * nothing.
 */
export function readMembers(bytes: Uint8Array): JsonMembers | undefined {
  const members: JsonMember[] = [];
  // A byte order mark is tolerated, as every JSON parser of an upstream does.
  let at = skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (bytes[at] !== openBrace) return undefined;
  const insertAt = at + 1;
  at = skipSpace(bytes, insertAt);
  while (bytes[at] !== closeBrace || members.length > 0) {
    if (bytes[at] !== quote || members.length === mostMembers) return undefined;
    const from = at;
    const keyEnd = endOfString(bytes, from);
    at = skipSpace(bytes, keyEnd);
    if (keyEnd === -1 || bytes[at] !== colon) return undefined;
    const start = skipSpace(bytes, at + 1);
    const end = endOfValue(bytes, start);
    if (end === -1) return undefined;
    members.push({ key: keyOf(readString(bytes, from, keyEnd)), from, start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === closeBrace) break;
    if (bytes[at] !== comma) return undefined;
    at = skipSpace(bytes, at + 1);
  }
  return skipSpace(bytes, at + 1) === bytes.length ? { members, insertAt } : undefined;
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

/** A member's name. Upstreams in Go, as many relays are, read `MODEL` as `model`, and the last of them counts. */
export function keyOf(key: string | undefined): string | undefined {
  return key?.toLowerCase() === 'model' ? 'model' : key;
}

function readString(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes.subarray(start, end)));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
