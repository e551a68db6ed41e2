import { concat } from './read-body.ts';

const quote = 0x22;
const backslash = 0x5c;
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
  const size = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const parts = size > smallBytes ? withoutLongStrings(pieces) : pieces;
  const text = decoder.decode(parts.length === 1 ? parts[0] : concat(parts));
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, smallBytes);
  }
}

// Piece by piece: to join megabytes costs more than to look through them.
function withoutLongStrings(pieces: readonly Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let string: OpenString | undefined;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      if (string === undefined) {
        const opens = piece.indexOf(quote, at);
        parts.push(piece.subarray(at, opens === -1 ? piece.length : opens));
        if (opens === -1) break;
        string = new OpenString();
        at = opens;
      }
      at = string.read(piece, at);
      if (!string.closed) break;
      parts.push(...string.parts());
      string = undefined;
    }
  }
  // No JSON: a page of HTML may have any number of quotes, its beginning says enough.
  if (string !== undefined) parts.push(...string.beginning());
  return parts;
}

/** A JSON string, from its opening quote on. */
class OpenString {
  closed = false;
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  /** How many backslashes stand at the end of what has been read. */
  #backslashes = 0;

  /** Reads on at `from`. @returns just behind the closing quote, or the end of the piece. */
  read(piece: Uint8Array, from: number): number {
    // The opening quote closes nothing.
    const start = this.#size === 0 ? from + 1 : from;
    let end = piece.length;
    for (let at = piece.indexOf(quote, start); at !== -1; at = piece.indexOf(quote, at + 1)) {
      // An even number of backslashes leaves the quote unescaped.
      if (this.#backslashesBefore(piece, start, at) % 2 === 1) continue;
      this.closed = true;
      end = at + 1;
      break;
    }
    this.#backslashes = this.#backslashesBefore(piece, start, end);
    this.#size += end - from;
    this.#pieces.push(piece.subarray(from, end));
    return end;
  }

  parts(): readonly Uint8Array[] {
    return this.#size > longString ? [placeholder] : this.#pieces;
  }

  /** As much of it as anybody looks at. */
  beginning(): readonly Uint8Array[] {
    let left = smallBytes;
    const pieces = [];
    for (const piece of this.#pieces) {
      if (left <= 0) break;
      pieces.push(piece.subarray(0, left));
      left -= piece.length;
    }
    return pieces;
  }

  #backslashesBefore(piece: Uint8Array, start: number, end: number): number {
    let before = end - 1;
    while (before >= start && piece[before] === backslash) before -= 1;
    return end - 1 - before + (before < start ? this.#backslashes : 0);
  }
}
