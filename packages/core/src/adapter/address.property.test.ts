import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, urlOf } from './node-request.ts';
import type { NodeRequest } from './node-types.ts';

const pieces = fc.constantFrom(
  '/',
  '.',
  '..',
  '%2e',
  '%',
  '\\',
  '?',
  '#',
  '&x=1',
  ':',
  '~',
  '@',
  '\t',
  'é',
  '{',
  'v1',
  'models',
  '-',
  '_',
);

test('a path is read as the URL is, whatever stands in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
        fc.string(),
      ),
      fc.constantFrom('app.test', 'app.test:80', 'a b', '[::1]:3000', undefined),
      (path, host) => {
        const url = `/${path}`;
        // As much of Node's request as an address is read from.
        const request = { url, headers: host === undefined ? {} : { host } } as unknown as NodeRequest;
        const { pathname, search } = new URL(urlOf(request, request));
        const read = addressOf(request, request);
        expect([read.pathname, read.search]).toEqual([pathname, search]);
      },
    ),
    { numRuns: 2_000 },
  );
});
