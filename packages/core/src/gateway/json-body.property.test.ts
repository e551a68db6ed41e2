import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientBody } from './client-body.ts';
import { readJsonBody } from './json-body.ts';

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function read(text: string): ClientBody {
  const body = readJsonBody(encode(text));
  if (body === undefined) throw new Error('not found');
  return body;
}

const name = fc.oneof(fc.constantFrom('model', 'size', 'n'), fc.string({ unit: 'grapheme' }));
const body = fc
  .dictionary(name, fc.jsonValue(), { noNullPrototype: true })
  .filter((value) => !Object.keys(value).includes('__proto__'));
const indent = fc.constantFrom('', ' ', '\t', '\n  ');
const change = fc.oneof(fc.constant(undefined), fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
const changes = fc.dictionary(fc.constantFrom('model', 'size', 'n', 'quality'), change);

test('changes set and remove top-level members and touch nothing else', () => {
  fc.assert(
    fc.property(body, indent, changes, (value, space, wanted) => {
      const text = ` ${JSON.stringify(value, null, space)}\n`;
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const found = read(text);
      for (const key of ['model', 'size', 'missing']) expect(found.field(key)).toEqual(parsed[key]);
      expect(found.fields()).toEqual(parsed);
      // JSON.stringify drops what is undefined, which is what a removal means.
      const expected: unknown = JSON.parse(JSON.stringify({ ...value, ...wanted }));
      expect(JSON.parse(decode(found.with(new Map(Object.entries(wanted)))))).toEqual(expected);
    }),
  );
});

test('a change to the same value keeps every byte', () => {
  fc.assert(
    fc.property(fc.string(), body, indent, (model, value, space) => {
      const text = JSON.stringify({ ...value, model }, null, space);
      expect(decode(read(text).with(new Map([['model', model]])))).toBe(text);
    }),
  );
});

test('no input makes the search throw or hang, and a JSON text that is no object is never taken for one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((text) => `{"model":${text}`),
      ),
      (text) => {
        const found = readJsonBody(encode(text));
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          return;
        }
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        expect(found !== undefined).toBe(isObject);
      },
    ),
    { numRuns: 500 },
  );
});

test('a duplicate or an escaped key cannot smuggle another value past', () => {
  const text = '{"model":"a","mod\\u0065l":"b","nested":{"model":"c"},"model" : 7}';
  expect(read(text).field('model')).toBe(7);
  expect(decode(read(text).with(new Map([['model', 'z']])))).toBe(
    '{"model":"z","mod\\u0065l":"z","nested":{"model":"c"},"model" : "z"}',
  );
  expect(decode(read(text).with(new Map([['model', undefined]])))).toBe('{"nested":{"model":"c"}}');
});

test('a key in capitals cannot smuggle another model past to an upstream that reads it as the same key', () => {
  const text = '{"model":"a","MODEL":"dearest","Model":"b"}';
  expect(read(text).field('model')).toBe('b');
  expect(decode(read(text).with(new Map([['model', 'z']])))).toBe('{"model":"z","MODEL":"z","Model":"z"}');
});

test('a body of more members than any request has is refused before it costs seconds', () => {
  expect(readJsonBody(encode(`{${'"a":1,'.repeat(20_000)}"b":2}`))).toBeUndefined();
});
