import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalog } from './catalog.ts';
import { imageFamilies, imageFamilyOf, type ImageFamily, type ImageFormat } from './image-family.ts';
import { translate } from './image-parameters.ts';

function familyOf(model: string): ImageFamily {
  const family = imageFamilyOf(model);
  if (family === undefined) throw new Error(`${model} has no family`);
  return family;
}

/** What the upstream is sent for a request, and what of it was removed. */
function sent(
  model: string,
  request: Readonly<Record<string, unknown>>,
  format?: ImageFormat,
): [Record<string, unknown>, readonly string[]] {
  const { changes, removed } = translate(familyOf(model), (name) => request[name], format);
  const body = { ...request, ...Object.fromEntries(changes) };
  return [Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)), removed];
}

test.each(['__proto__', 'constructor', 'toString'])(
  'a value by the name of %s is a value that nobody knows',
  (quality) => {
    expect(sent('gpt-image-1.5', { quality })).toEqual([{}, ['quality']]);
  },
);

test('every model of the catalog has a family, under its vendor’s names too', () => {
  const families = catalog.map(({ name }) => imageFamilyOf(name)?.name);
  expect(families).toEqual([
    'gemini-3-pro-image',
    'gemini-flash-image',
    'seedream-4.5',
    'gpt-image',
    'flux-2',
    'recraft-v4',
  ]);
  expect(imageFamilyOf('doubao-seedream-4-5-251128')?.name).toBe('seedream-4.5');
  expect(imageFamilyOf('black-forest-labs/FLUX.2-pro')?.name).toBe('flux-2');
  expect(imageFamilyOf('recraftv4')?.name).toBe('recraft-v4');
  for (const text of ['gpt-5', 'gemini-2.5-flash', 'seedream-4.0', 'dall-e-3', 'models/flux-1', ''])
    expect(imageFamilyOf(text)).toBeUndefined();
});

describe('sizes', () => {
  test.each([
    ['1024x1024', ['1024x1024', '1024x1024', '2048x2048', '1024x1024', '1024x1024', '1024x1024']],
    ['1536x1024', ['1536x1024', '1536x1024', '2496x1664', '1536x1024', '1536x1024', '1280x832']],
    ['1024x1536', ['1024x1536', '1024x1536', '1664x2496', '1024x1536', '1024x1536', '832x1280']],
    ['auto', [undefined, undefined, undefined, 'auto', undefined, undefined]],
    ['2K', ['2K', undefined, '2K', undefined, undefined, undefined]],
    ['16:9', ['16:9', '16:9', '2560x1440', '1536x1024', '1792x1008', '16:9']],
    ['1792x1024', ['1792x1024', '1792x1024', '2560x1440', '1536x1024', '1792x1024', '1344x768']],
    ['4000x1000', ['4000x1000', '4000x1000', '4000x1000', '1536x1024', '1792x1008', '1536x768']],
    ['tall', ['tall', 'tall', 'tall', 'tall', 'tall', 'tall']],
  ])('%s becomes what each model of the catalog takes', (size, expected) => {
    expect(catalog.map(({ name }) => sent(name, { size })[0]['size'])).toEqual(expected);
  });

  test('an aspect ratio becomes a size where only sizes are known, and a given size wins', () => {
    expect(sent('gpt-image-1.5', { aspect_ratio: '9:16' })).toEqual([{ size: '1024x1536' }, []]);
    expect(sent('gpt-image-1.5', { aspect_ratio: '9:16', size: '1024x1024' })).toEqual([
      { size: '1024x1024' },
      [],
    ]);
    expect(sent('gemini-2.5-flash-image', { aspect_ratio: '9:16' })).toEqual([{ aspect_ratio: '9:16' }, []]);
    expect(sent('recraft-v4', { aspect_ratio: '16:9' })).toEqual([{ size: '16:9' }, []]);
  });

  test('a size that is lost is reported, the model’s own choice is not', () => {
    expect(sent('gemini-2.5-flash-image', { size: '4K' })).toEqual([{}, ['size']]);
    expect(sent('flux-2-pro', { size: 'auto' })).toEqual([{}, []]);
  });
});

describe('parameters', () => {
  test('what a model cannot take is removed and reported, what asks for nothing is removed in silence', () => {
    const request = {
      prompt: 'x',
      quality: 'hd',
      style: 'vivid',
      background: 'auto',
      moderation: 'low',
      n: 1,
      seed: 7,
    };
    expect(sent('flux-2-pro', request)).toEqual([
      { prompt: 'x', seed: 7 },
      ['quality', 'moderation', 'style'],
    ]);
    expect(sent('gpt-image-1.5', request)).toEqual([
      { prompt: 'x', quality: 'high', background: 'auto', moderation: 'low', n: 1, seed: 7 },
      ['style'],
    ]);
  });

  test('Seedream draws without its mark unless the client wants it', () => {
    expect(sent('seedream-4.5', {})[0]).toEqual({ watermark: false });
    expect(sent('seedream-4.5', { watermark: true })[0]).toEqual({ watermark: true });
  });

  test('response_format is sent to those who choose by it and to nobody else', () => {
    const formats = (request: object, format?: ImageFormat): unknown[] =>
      catalog.map(({ name }) => sent(name, { ...request }, format)[0]['response_format']);
    expect(formats({ response_format: 'b64_json' }, 'b64_json')).toEqual([
      undefined,
      undefined,
      'b64_json',
      undefined,
      undefined,
      'b64_json',
    ]);
    expect(formats({}, 'b64_json')).toEqual([
      undefined,
      undefined,
      'b64_json',
      undefined,
      undefined,
      'b64_json',
    ]);
    expect(formats({}, 'url')).toEqual(Array(6).fill(undefined));
    expect(formats({})).toEqual(Array(6).fill(undefined));
  });

  test('a form’s texts are read as what they stand for', () => {
    expect(
      sent('flux-2-pro', { n: '1', stream: 'false', watermark: 'false', output_compression: '50' }),
    ).toEqual([{}, ['output_compression']]);
  });

  test('translating twice changes nothing more, and nothing makes it throw', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('auto', 'hd', 'transparent', 'b64_json', '1024x1024', '0x0', '3:2', '2K', 'webp'),
    );
    const name = fc.constantFrom(
      'size',
      'aspect_ratio',
      'quality',
      'n',
      'style',
      'response_format',
      'background',
      'output_format',
      'stream',
      'watermark',
      'prompt',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...imageFamilies),
        fc.dictionary(name, value),
        fc.constantFrom('url', 'b64_json', undefined),
        (family, request, format) => {
          const once = translate(family, (key) => request[key], format);
          const body = { ...request, ...Object.fromEntries(once.changes) };
          const twice = translate(family, (key) => body[key], format);
          expect({ ...body, ...Object.fromEntries(twice.changes) }).toEqual(body);
          expect(twice.removed).toEqual([]);
          expect(once.removed.every((key) => request[key] !== undefined)).toBe(true);
        },
      ),
    );
  });
});
