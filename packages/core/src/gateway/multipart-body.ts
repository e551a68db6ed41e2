import type { ClientBody } from './client-body.ts';
import { createFinder } from './find-bytes.ts';
import { keyOf } from './json-members.ts';
import { dispositionOf } from './part-disposition.ts';
import { concat } from './read-body.ts';

/** One part of a form, in bytes. */
interface Part {
  readonly name: string | undefined;
  readonly file: boolean;
  /** Where its delimiter begins. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
// A form of ours has a few parts; 16 pictures and a mask are the most that a vendor takes.
const mostParts = 1_000;
const longestHead = 16 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;

/**
 * A multipart form as a body whose fields can be changed; undefined when it is malformed.
 *
 * Pictures are never copied into strings: parts are found by their boundary, and only fields are read.
 */
export function readMultipartBody(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): ClientBody | undefined {
  const boundary = boundaryOf(contentType);
  const form = boundary === undefined ? undefined : readParts(bytes, boundary);
  if (form === undefined) return undefined;
  const { parts, closing } = form;
  const textOf = ({ start, end }: Part): string => decoder.decode(bytes.subarray(start, end));
  return {
    field(name) {
      const part = parts.findLast((candidate) => candidate.name === name && !candidate.file);
      return part === undefined ? undefined : textOf(part);
    },
    fields: () =>
      Object.fromEntries(
        parts.flatMap((part) => (part.file || part.name === undefined ? [] : [[part.name, textOf(part)]])),
      ),
    with(changes) {
      const pieces: Uint8Array[] = [bytes.subarray(0, parts[0]?.from ?? closing)];
      for (const [index, { name, from, start, end }] of parts.entries()) {
        const next = parts[index + 1]?.from ?? closing;
        if (name === undefined || !changes.has(name)) pieces.push(bytes.subarray(from, next));
        else if (changes.get(name) !== undefined)
          pieces.push(bytes.subarray(from, start), written(changes.get(name)), bytes.subarray(end, next));
      }
      for (const [name, value] of changes) {
        if (value === undefined || parts.some((part) => part.name === name)) continue;
        const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
        pieces.push(encoder.encode(head), written(value), encoder.encode('\r\n'));
      }
      return concat([...pieces, bytes.subarray(closing)]);
    },
  };
}

function written(value: unknown): Uint8Array {
  return encoder.encode(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The boundary of RFC 2046: 1 to 70 characters. Undefined too where parsers could take another one. */
function boundaryOf(contentType: string): string | undefined {
  const said = contentType.match(/boundary(?:\*[\d*]*)?\s*=/gi) ?? [];
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return said.length > 1 ? undefined : (quoted ?? bare);
}

function readParts(
  bytes: Uint8Array,
  boundary: string,
): { readonly parts: readonly Part[]; readonly closing: number } | undefined {
  const delimiter = encoder.encode(`--${boundary}`);
  const find = createFinder(delimiter);
  const parts: Part[] = [];
  let at = nextDelimiter(0);
  while (at !== -1 && parts.length < mostParts) {
    const behind = at + delimiter.length;
    if (bytes[behind] === dash && bytes[behind + 1] === dash) return { parts, closing: at };
    const start = behindHead(bytes, behind);
    // From the head on: a delimiter inside a head would be a part that only the upstream sees.
    const next = nextDelimiter(behind);
    // The line break in front of a delimiter is the delimiter's: a value ends before it.
    if (start === -1 || next < start + 2) return undefined;
    const disposition = dispositionOf(decoder.decode(bytes.subarray(behind, start)));
    if (disposition === undefined) return undefined;
    const name = keyOf(disposition.name);
    parts.push({ ...disposition, name, from: at, start, end: next - 2 });
    at = next;
  }
  return undefined;

  // A line of its own: in the middle of a picture the same bytes mean nothing.
  function nextDelimiter(from: number): number {
    for (let found = find(bytes, from); found !== -1; found = find(bytes, found + 1)) {
      const begins = found === 0 || (bytes[found - 1] === lineFeed && bytes[found - 2] === carriageReturn);
      if (begins && endsLine(found + delimiter.length)) return found;
    }
    return -1;
  }

  function endsLine(from: number): boolean {
    if (bytes[from] === dash && bytes[from + 1] === dash) return true;
    let at = from;
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
    return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed;
  }
}

/** Just behind the blank line that ends the head of a part; -1 when there is none within the bound. */
function behindHead(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(lineFeed, from); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (at - from > longestHead) return -1;
    if (bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return at + 3;
  }
  return -1;
}
