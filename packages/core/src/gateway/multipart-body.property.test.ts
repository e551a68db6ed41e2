import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFinder } from './find-bytes.ts';
import { readMultipartBody } from './multipart-body.ts';

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '--', '\r\n--', '\r\n\r\n', '----formdata-undici-0'),
);
const part = fc.oneof(
  fc.record({ name: fc.constantFrom('model', 'MODEL', 'prompt', 'size', 'n'), text: value }),
  fc.record({
    name: fc.constantFrom('image', 'image[]', 'mask'),
    bytes: fc.uint8Array({ maxLength: 300 }),
    file: fc.constantFrom('a.png', 'x"; name="model', 'ü.png', 'model'),
  }),
);

async function send(
  parts: readonly { name: string; text?: string; bytes?: Uint8Array; file?: string }[],
): Promise<{
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
}> {
  const form = new FormData();
  for (const { name, text, bytes, file } of parts) {
    if (text !== undefined) form.append(name, text);
    else form.append(name, new Blob([new Uint8Array(bytes ?? [])]), file);
  }
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** What another parser reads: names with texts, or with the bytes of a file. */
async function parse(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<[string, string][]> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const seen: [string, string][] = [];
  for (const [name, entry] of form) {
    const text =
      typeof entry === 'string'
        ? entry
        : `${entry.name}:${String(new Uint8Array(await entry.arrayBuffer()))}`;
    seen.push([name, text]);
  }
  return seen;
}

// Some upstreams read names in any case.
const isModel = (name: string): boolean => name.toLowerCase() === 'model';

test('another parser finds the changed fields changed and every file untouched', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 6 }),
      fc.string({ unit: 'binary' }),
      async (parts, model) => {
        const { bytes, type } = await send(parts);
        const before = await parse(bytes, type);
        const body = readMultipartBody(bytes, type);
        expect(body?.field('model')).toBe(before.findLast(([name]) => isModel(name))?.[1]);
        const changed = body?.with(
          new Map<string, unknown>([
            ['model', model],
            ['size', undefined],
          ]),
        );
        const after = await parse(changed ?? bytes, type);
        const expected = before
          .filter(([name]) => name !== 'size')
          .map(([name, text]) => [name, isModel(name) ? model : text]);
        if (!before.some(([name]) => isModel(name))) expected.push(['model', model]);
        expect(after).toEqual(expected);
        expect(body?.with(new Map())).toEqual(bytes);
      },
    ),
    { numRuns: 200 },
  );
});

test('nothing that is sent makes the search throw, and what it cannot read is refused', () => {
  const piece = fc.constantFrom(
    '--b',
    '--',
    '\r\n',
    '\n',
    ' ',
    'Content-Disposition: form-data; name="model"',
    'x',
    '--bb',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const body = readMultipartBody(encode(pieces.join('')), 'multipart/form-data; boundary=b');
      expect(['string', 'undefined']).toContain(typeof body?.field('model'));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['no boundary', '--b--', 'multipart/form-data'],
  [
    'no end',
    '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\na\r\n',
    'multipart/form-data; boundary=b',
  ],
  ['a part inside a head', '--b\r\nX: y\r\n--b\r\n\r\nz\r\n--b--', 'multipart/form-data; boundary=b'],
  ['a part without a value', '--b\r\nX: y\r\n\r\n--b--', 'multipart/form-data; boundary=b'],
])('a form with %s is refused', (_name, text, type) => {
  expect(readMultipartBody(encode(text), type)).toBeUndefined();
});

test.each([
  ['folded over two lines', 'Content-Disposition: form-data;\r\n name="model"'],
  [
    'said in two headers',
    'Content-Disposition: form-data; name="x"\r\ncontent-disposition: form-data; name="model"',
  ],
  ['said twice in one header', 'Content-Disposition: form-data; name="x"; name="model"'],
  ['said in two ways', `Content-Disposition: form-data; name="x"; name*=utf-8''model`],
  ['said behind what cannot be read', 'Content-Disposition: form-data; flag; name="model"'],
  ['said in another way', "Content-Disposition: form-data; name*=utf-8''model"],
])(
  'a form in which a name is %s is refused: parsers differ on it, and one would run another model',
  (_how, head) => {
    const form = `--b\r\n${head}\r\n\r\ndearest\r\n--b--\r\n`;
    expect(readMultipartBody(encode(form), 'multipart/form-data; boundary=b')).toBeUndefined();
  },
);

test.each([
  'boundary=b; boundary=c',
  'x="; boundary=b"; boundary=c',
  "boundary=b; boundary*=utf-8''c",
  'boundary=b; boundary*0=c',
])('a form of which the boundary is open to question (%s) is refused', (parameters) => {
  const form = '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\na\r\n--b--\r\n';
  expect(readMultipartBody(encode(form), `multipart/form-data; ${parameters}`)).toBeUndefined();
  expect(readMultipartBody(encode(form), 'multipart/form-data; charset=utf-8; Boundary="b"')).toBeDefined();
});

test('a model that is sent twice, or as a file, is replaced everywhere', () => {
  const one = (extra: string, text: string): string =>
    `--b\r\nContent-Disposition: form-data; name=model${extra}\r\n\r\n${text}\r\n`;
  const form = `${one('', 'a')}${one('; filename="f"', 'b')}${one('', 'c')}--b--\r\n`;
  const body = readMultipartBody(encode(form), 'multipart/form-data; boundary="b"');
  expect(body?.field('model')).toBe('c');
  expect(body?.fields()).toEqual({ model: 'c' });
  const text = new TextDecoder().decode(body?.with(new Map([['model', 'z']])));
  expect(text).toBe(`${one('', 'z')}${one('; filename="f"', 'z')}${one('', 'z')}--b--\r\n`);
});

test('the finder finds what indexOf finds', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(
      text,
      text.filter((pattern) => pattern !== ''),
      fc.nat(40),
      (hay, needle, from) => {
        expect(createFinder(encode(needle))(encode(hay), from)).toBe(
          hay.indexOf(needle, from) === -1 || from > hay.length ? -1 : hay.indexOf(needle, from),
        );
      },
    ),
  );
});
