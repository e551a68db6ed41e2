import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventSplitter, type StreamEvent } from './event-splitter.ts';

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const field = fc.oneof(
  fc.record({ name: fc.constantFrom('data', 'event', 'id', ''), value: fc.string({ unit: 'grapheme' }) }),
);
const event = fc.array(field, { minLength: 1, maxLength: 3 });

const clean = (value: string): string => value.replace(/[\r\n]/g, '');

test('the same events come out whatever the network cuts, and every byte of them', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 5 }),
      lineEnd,
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (list, end, sizes) => {
        const text = list
          .map((fields) => fields.map(({ name, value }) => `${name}: ${clean(value)}${end}`).join('') + end)
          .join('');
        const bytes = new TextEncoder().encode(text);
        const splitter = new EventSplitter();
        const seen: StreamEvent[] = [];
        for (let at = 0; at < bytes.length;) {
          const size = sizes.next().value ?? 1;
          seen.push(...splitter.push(bytes.slice(at, at + size)));
          at += size;
        }
        expect(seen.map(({ bytes: raw }) => new TextDecoder().decode(raw)).join('')).toBe(text);
        expect(splitter.pendingBytes).toBe(0);
        expect(seen.map(({ data }) => data)).toEqual(
          list.map((fields) => {
            const lines = fields.filter(({ name }) => name === 'data').map(({ value }) => clean(value));
            return lines.length === 0 ? undefined : lines.join('\n');
          }),
        );
      },
    ),
  );
});
