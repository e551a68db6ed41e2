import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import { handleOptions } from './handle-options.ts';
import { assertChain, toFailover } from './to-failover.ts';

const chain = createFailover({ models: ['a'] });

test.each([
  [undefined, 'models is undefined, but must be what createFailover() returns.'],
  ['a', 'models is "a", but must be what createFailover() returns.'],
  [{}, 'models is an object, but must be what createFailover() returns.'],
  [{ models: ['a'] }, 'models is an object, but must be what createFailover() returns.'],
])('a gateway of %j is refused when it is mounted', (models, message) => {
  expect(() => assertChain(models, 'handle')).toThrow(message);
  expect(() => assertChain(chain, 'handle')).not.toThrow();
});

test('a handle of no chain is refused, and options make one', () => {
  // What JavaScript callers hand in.
  expect(() => toFailover(undefined as never)).toThrow(
    'models is undefined, but must be what createFailover()',
  );
  expect(toFailover(chain)).toBe(chain);
  expect(toFailover({ models: ['b'] }).models).toEqual(['b']);
});

test.each([
  [{ propertty: 'x' }, 'failover has no option "propertty". Did you mean "property"?'],
  [{ property: 5 }, 'property is 5, but must be a name such as "failover".'],
  [{ property: '' }, 'property is "", but must be a name such as "failover".'],
  [null, 'failover is null, but must be an object.'],
])('the options %j of a handle are refused when it is mounted', (options, message) => {
  // See above.
  expect(() => handleOptions(options as never)).toThrow(message);
});

test('a handle is called failover unless it is named', () => {
  expect(handleOptions()).toEqual({ property: 'failover' });
  expect(handleOptions({ property: 'other' })).toEqual({ property: 'other' });
});
