import type { ClientBody, FieldChanges } from './client-body.ts';
import { readMembers, type JsonMember, type JsonMembers } from './json-members.ts';
import { concat } from './read-body.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A JSON object as a body whose top-level members can be changed; undefined when it is none. */
export function readJsonBody(bytes: Uint8Array<ArrayBuffer>): ClientBody | undefined {
  const found = readMembers(bytes);
  return found === undefined ? undefined : new JsonBody(bytes, found);
}

class JsonBody implements ClientBody {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #members: readonly JsonMember[];
  readonly #insertAt: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, { members, insertAt }: JsonMembers) {
    this.#bytes = bytes;
    this.#members = members;
    this.#insertAt = insertAt;
  }

  field(name: string): unknown {
    // The last one counts, as for every JSON parser.
    const member = this.#members.findLast(({ key }) => key === name);
    if (member === undefined) return undefined;
    try {
      return JSON.parse(decoder.decode(this.#bytes.subarray(member.start, member.end)));
    } catch {
      return undefined;
    }
  }

  // It was seen to be an object; what is wrong inside makes this throw, as it would at the upstream.
  fields(): Record<string, unknown> {
    return JSON.parse(decoder.decode(this.#bytes)) as Record<string, unknown>;
  }

  with(changes: FieldChanges): Uint8Array<ArrayBuffer> {
    const added: string[] = [];
    let removes = false;
    let same = true;
    for (const [name, value] of changes) {
      const stands = this.#members.some(({ key }) => key === name);
      if (value === undefined) removes ||= stands;
      else if (!stands) added.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
      else same &&= this.#says(name, JSON.stringify(value));
    }
    // Nothing is copied where the body says it already: most requests ask for the model that gets them.
    if (same && !removes && added.length === 0) return this.#bytes;
    return removes ? this.#without(changes, added) : this.#spliced(changes, added);
  }

  #says(name: string, text: string): boolean {
    const bytes = this.#bytes;
    return this.#members.every(({ key, start, end }) => key !== name || isText(bytes, start, end, text));
  }

  /** Every byte stays but those of the values that change. */
  #spliced(changes: FieldChanges, added: readonly string[]): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes;
    const parts: Uint8Array[] = [];
    let copied = 0;
    if (added.length > 0) {
      copied = this.#insertAt;
      const more = this.#members.length > 0 ? ',' : '';
      parts.push(bytes.subarray(0, copied), encoder.encode(added.join(',') + more));
    }
    for (const { key, start, end } of this.#members) {
      if (key === undefined || !changes.has(key)) continue;
      parts.push(bytes.subarray(copied, start), encoder.encode(JSON.stringify(changes.get(key))));
      copied = end;
    }
    return concat([...parts, bytes.subarray(copied)]);
  }

  /** The members that stay, without what stood between them. */
  #without(changes: FieldChanges, added: readonly string[]): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes;
    const members = added.map((text) => encoder.encode(text));
    for (const { key, from, start, end } of this.#members) {
      if (key === undefined || !changes.has(key)) members.push(bytes.subarray(from, end));
      else if (changes.get(key) !== undefined)
        members.push(concat([bytes.subarray(from, start), encoder.encode(JSON.stringify(changes.get(key)))]));
    }
    return concat([encoder.encode('{'), ...members.flatMap(separated), encoder.encode('}')]);
  }
}

// Of ASCII alone, without decoding: what has other signs is written once more, which changes nothing.
function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign > 0x7f || bytes[start + at] !== sign) return false;
  }
  return true;
}

function separated(member: Uint8Array, index: number): Uint8Array[] {
  return index === 0 ? [member] : [encoder.encode(','), member];
}
