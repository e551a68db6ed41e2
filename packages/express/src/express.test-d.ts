import { createFailover } from '@failsoft/core';
import type { FailoverHandle } from '@failsoft/core/adapter';
import express from 'express';
import { expectTypeOf, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

const models = createFailover({ models: ['a', { name: 'b' }], baseURL: 'https://x.test/v1' });

test('everything mounts on an Express app', () => {
  express()
    .use('/v1', gateway(models, { prefix: '/v1' }))
    .use(failover(models))
    .use('/status', status(models));
});

test('the request has a handle, and `of` knows the models of its chain', () => {
  const mounted = failover(models);
  express().get('/', (req, res) => {
    expectTypeOf(req.failover).toEqualTypeOf<FailoverHandle>();
    expectTypeOf(mounted.of(req)).toEqualTypeOf<FailoverHandle<'a' | 'b'>>();
    // @ts-expect-error a model that the chain does not have
    void mounted.of(req).run((model) => Promise.resolve(model), { models: ['nope'] });
    res.end();
  });
});

test('options name the models as well as a chain does', () => {
  expectTypeOf(failover({ models: ['x', { name: 'y' }] }).of({})).toEqualTypeOf<FailoverHandle<'x' | 'y'>>();
});
