import { createFailover } from '@failsoft/core';
import type { FailoverFactory } from '@failsoft/simulator';

const factory: FailoverFactory = ({ clock, random, fetch }) =>
  createFailover({
    models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'],
    baseURL: 'https://api.example.com/v1',
    clock,
    random,
    fetch,
  });

export default factory;
