import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findModel, spliceModel } from './json-model.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const body = fc
  .dictionary(fc.oneof(fc.constant('model'), fc.string({ unit: 'grapheme' })), fc.jsonValue(), {
    noNullPrototype: true,
  })
  .filter((value) => !('__proto__' in value && Object.keys(value).includes('__proto__')));
const indent = fc.constantFrom('', ' ', '\t', '\n  ');

test('a splice changes the top-level model and nothing else', () => {
  fc.assert(
    fc.property(body, indent, fc.string({ unit: 'grapheme' }), (value, space, model) => {
      const bytes = encode(` ${JSON.stringify(value, null, space)}\n`);
      const place = findModel(bytes);
      if (place === undefined) throw new Error('not found');
      expect(place.value).toBe(typeof value['model'] === 'string' ? value['model'] : undefined);
      expect(JSON.parse(decode(spliceModel(bytes, place, model)))).toEqual({
        ...(JSON.parse(JSON.stringify(value)) as object),
        model,
      });
    }),
  );
});

test('a splice with the same model keeps every byte', () => {
  fc.assert(
    fc.property(fc.string(), body, indent, (model, value, space) => {
      const bytes = encode(JSON.stringify({ ...value, model }, null, space));
      const place = findModel(bytes);
      if (place === undefined) throw new Error('not found');
      expect(decode(spliceModel(bytes, place, model))).toBe(decode(bytes));
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
        const place = findModel(encode(text));
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          return;
        }
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        expect(place !== undefined).toBe(isObject);
      },
    ),
    { numRuns: 500 },
  );
});

test('a duplicate or an escaped key cannot smuggle another model past', () => {
  const bytes = encode('{"model":"a","mod\\u0065l":"b","nested":{"model":"c"},"model" : 7}');
  const place = findModel(bytes);
  expect(place?.value).toBeUndefined();
  expect(place === undefined ? '' : decode(spliceModel(bytes, place, 'z'))).toBe(
    '{"model":"z","mod\\u0065l":"z","nested":{"model":"c"},"model" : "z"}',
  );
});
