import type { ClientBody } from './client-body.ts';
import { readMembers, type JsonMember } from './json-members.ts';
import { concat } from './read-body.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A JSON object as a body whose top-level members can be changed; undefined when it is none. */
export function readJsonBody(bytes: Uint8Array<ArrayBuffer>): ClientBody | undefined {
  const found = readMembers(bytes);
  if (found === undefined) return undefined;
  const { members: all, insertAt } = found;
  // Nothing is copied where the body says it already: most requests ask for the model that gets them.
  const says = (name: string, value: unknown): boolean => {
    const members = all.filter(({ key }) => key === name);
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (text === undefined || members.length === 0) return members.length === 0 && value === undefined;
    return members.every(({ start, end }) => isText(bytes, start, end, text));
  };
  return {
    field(name) {
      // The last one counts, as for every JSON parser.
      const member = all.findLast(({ key }) => key === name);
      if (member === undefined) return undefined;
      try {
        return JSON.parse(decoder.decode(bytes.subarray(member.start, member.end)));
      } catch {
        return undefined;
      }
    },
    // It was seen to be an object; what is wrong inside makes this throw, as it would at the upstream.
    fields: () => JSON.parse(decoder.decode(bytes)) as Record<string, unknown>,
    with(changes) {
      if ([...changes].every(([name, value]) => says(name, value))) return bytes;
      const added = [...changes].filter(
        ([name, value]) => value !== undefined && !all.some(({ key }) => key === name),
      );
      const kept = all.filter(({ key }) => !isRemoved(key));
      if (kept.length === all.length) return spliced(added);
      const members = [...added.map(([name, value]) => encoder.encode(write(name, value))), ...kept.map(raw)];
      return concat([encoder.encode('{'), ...members.flatMap(separated), encoder.encode('}')]);

      function isRemoved(key: string | undefined): boolean {
        return key !== undefined && changes.has(key) && changes.get(key) === undefined;
      }
      function valueOf({ key, start, end }: JsonMember): Uint8Array {
        return key !== undefined && changes.has(key)
          ? encoder.encode(JSON.stringify(changes.get(key)))
          : bytes.subarray(start, end);
      }
      function raw(member: JsonMember): Uint8Array {
        return concat([bytes.subarray(member.from, member.start), valueOf(member)]);
      }
      function spliced(missing: readonly [string, unknown][]): Uint8Array<ArrayBuffer> {
        const parts: Uint8Array[] = [
          bytes.subarray(0, insertAt),
          encoder.encode(joined(missing, kept.length > 0)),
        ];
        let copied = insertAt;
        for (const member of kept) {
          parts.push(bytes.subarray(copied, member.start), valueOf(member));
          copied = member.end;
        }
        return concat([...parts, bytes.subarray(copied)]);
      }
    },
  };
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

function write(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

function joined(members: readonly [string, unknown][], more: boolean): string {
  const text = members.map(([name, value]) => write(name, value)).join(',');
  return text !== '' && more ? `${text},` : text;
}

function separated(member: Uint8Array, index: number): Uint8Array[] {
  return index === 0 ? [member] : [encoder.encode(','), member];
}
