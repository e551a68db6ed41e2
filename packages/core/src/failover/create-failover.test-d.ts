import { expectTypeOf, test } from 'vitest';
import { createFailover, trailOf, type Attempt, type Failover, type Trail } from '../index.ts';

const models = createFailover({
  models: ['gemini-3-pro-image-preview', { name: 'seedream-4.5', baseURL: 'https://ark.example.com/v3' }],
});
type Name = 'gemini-3-pro-image-preview' | 'seedream-4.5';

test('names are a literal union, of strings and objects alike, without `as const`', () => {
  expectTypeOf(models).toEqualTypeOf<Failover<Name>>();
  expectTypeOf(models.models).toEqualTypeOf<readonly Name[]>();
});

test('the result is inferred from the call', () => {
  expectTypeOf(models.run((model) => Promise.resolve({ model }))).toEqualTypeOf<Promise<{ model: Name }>>();
  expectTypeOf(models.runDetailed(() => Promise.resolve(1))).toEqualTypeOf<
    Promise<{ value: number; trail: Trail<Name> }>
  >();
});

test('a call gets the name and the attempt', () => {
  void models.run((model, attempt) => {
    expectTypeOf(model).toEqualTypeOf<Name>();
    expectTypeOf(attempt).toEqualTypeOf<Attempt<Name>>();
    return Promise.resolve();
  });
});

test('a name outside the chain does not compile', () => {
  // @ts-expect-error not in the chain
  void models.run(() => Promise.resolve(), { models: ['nope'] });
  // @ts-expect-error not in the chain
  models.isolate('nope');
});

test('an empty chain and an unknown option do not compile', () => {
  // @ts-expect-error at least one model
  expectTypeOf(createFailover).toBeCallableWith({ models: [] });
  // @ts-expect-error baseURL
  expectTypeOf(createFailover).toBeCallableWith({ models: ['a'], baseUrl: 'x' });
});

test('events carry their own payloads', () => {
  models.on('chain:failover', (trail) => expectTypeOf(trail).toEqualTypeOf<Trail<Name>>());
  models.on('breaker:open', ({ model, explain }) => {
    expectTypeOf(model).toEqualTypeOf<Name>();
    expectTypeOf(explain).toEqualTypeOf<string>();
  });
});

test('anything thrown may be asked for its trail', () => {
  expectTypeOf(trailOf).parameter(0).toEqualTypeOf<unknown>();
});
