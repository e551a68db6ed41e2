import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookInside } from './look-inside.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const filler = { padding: Array.from({ length: 20 }, () => 'p'.repeat(4000)) };

const value = fc.jsonValue();

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts, bytes.length].map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('whatever is not a long string is seen as it is, however large the body and however it was cut', () => {
  fc.assert(
    fc.property(value, fc.array(fc.nat({ max: 300_000 }), { maxLength: 50 }), (inner, cuts) => {
      const body = JSON.stringify({ inner, filler, image: 'A"\\'.repeat(30_000) });
      const bytes = encode(body);
      const seen = lookInside(pieces(bytes, cuts));
      expect(seen).toEqual({ inner: JSON.parse(JSON.stringify(inner)) as unknown, filler, image: '...' });
    }),
    { numRuns: 30 },
  );
});

test('strings that end in quotes and backslashes are whole, at whatever bytes they were cut', () => {
  const ends = fc.string({ unit: fc.constantFrom('"', '\\', 'A', 'é'), maxLength: 8 });
  const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 40 });
  fc.assert(
    fc.property(ends, ends, cuts, (first, second, behind) => {
      const image = 'A'.repeat(70_000) + first;
      const bytes = encode(JSON.stringify({ image, second }));
      const cutFrom = 69_990;
      const seen = lookInside(
        pieces(
          bytes,
          behind.map((cut) => cutFrom + cut),
        ),
      );
      expect(seen).toEqual({ image: '...', second });
    }),
  );
});

test('a body that is cut, at whatever byte, is never taken for whole', () => {
  const bytes = encode(JSON.stringify({ data: [{ b64_json: 'A'.repeat(100_000) }], filler }));
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
      expect(lookInside([bytes.subarray(0, length)])).toBeTypeOf('string');
    }),
  );
});

test('small bodies, text and nothing at all are what they are', () => {
  expect(lookInside([])).toBe('');
  expect(lookInside([encode('<html>"')])).toBe('<html>"');
  expect(lookInside([encode('{"a":'), encode('1}')])).toEqual({ a: 1 });
});
