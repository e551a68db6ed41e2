import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookInside } from './look-inside.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const filler = { padding: Array.from({ length: 20 }, () => 'p'.repeat(4000)) };

const value = fc.jsonValue();

test('whatever is not a long string is seen as it is, however large the body and however it was cut', () => {
  fc.assert(
    fc.property(value, fc.nat({ max: 70_000 }), (inner, cut) => {
      const body = JSON.stringify({ inner, filler, image: 'A"\\'.repeat(30_000) });
      const bytes = encode(body);
      const seen = lookInside([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(seen).toEqual({ inner: JSON.parse(JSON.stringify(inner)) as unknown, filler, image: '...' });
    }),
    { numRuns: 30 },
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
