import { endOfString } from './json-string.ts';
import { concat } from './read-body.ts';

const quote = 0x22;
// Below this a body is parsed as it is; above it the pictures are left out first.
const smallBytes = 64 * 1024;
const longString = 4 * 1024;
const placeholder = new TextEncoder().encode('"..."');
const decoder = new TextDecoder();

/**
 * What a body says, for a verdict: parsed JSON, or text.
 *
 * An image answer is megabytes of base64 around a few hundred bytes that matter. Long strings are jumped over
 * and stand as `...`, at less than half the cost of parsing them; whether the JSON is whole is still seen.
 */
export function lookInside(pieces: readonly Uint8Array[]): unknown {
  const [first = new Uint8Array(0)] = pieces;
  const bytes = pieces.length > 1 ? concat(pieces) : first;
  const text = decoder.decode(bytes.length > smallBytes ? withoutLongStrings(bytes) : bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, smallBytes);
  }
}

function withoutLongStrings(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (let at = bytes.indexOf(quote); at !== -1;) {
    const end = endOfString(bytes, at);
    // No JSON: a page of HTML may have any number of quotes, its beginning says enough.
    if (end === -1) break;
    if (end - at > longString) {
      parts.push(bytes.subarray(copied, at), placeholder);
      copied = end;
    }
    at = bytes.indexOf(quote, end);
  }
  parts.push(bytes.subarray(copied));
  return concat(parts);
}
