import { afterEach, expect, test } from 'vitest';
import { guardFetch } from './fetch-guard.ts';

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

test('while guarded every request is refused and told of, afterwards the real fetch is back', async () => {
  let attempts = 0;
  const release = guardFetch(() => {
    attempts += 1;
  });
  await expect(fetch('https://api.example.com')).rejects.toThrow('No request may leave a simulation.');
  expect(attempts).toBe(1);
  release();
  release();
  expect(globalThis.fetch).toBe(real);
});

test('guards may overlap in any order', () => {
  const [first, second] = [guardFetch(() => {}), guardFetch(() => {})];
  first();
  expect(globalThis.fetch).not.toBe(real);
  second();
  expect(globalThis.fetch).toBe(real);
});

test('a fetch that somebody else has put there meanwhile stays', () => {
  const release = guardFetch(() => {});
  const other: typeof globalThis.fetch = () => Promise.reject(new Error('other'));
  globalThis.fetch = other;
  release();
  expect(globalThis.fetch).toBe(other);
});
