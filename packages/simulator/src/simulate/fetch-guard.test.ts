import { afterEach, expect, test } from 'vitest';
import { guardFetch } from './fetch-guard.ts';

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

test('while guarded every request is refused and told of, afterwards the real fetch is back', async () => {
  const attempts: string[] = [];
  const release = guardFetch((url) => attempts.push(url));
  await expect(fetch('https://api.example.com/v1')).rejects.toThrow(
    'https://api.example.com/v1 was not asked: while simulate runs no request leaves the process by its own fetch. Await simulate first, or run it in a process of its own.',
  );
  await expect(fetch(new URL('https://b.example/'))).rejects.toThrow('https://b.example/ was not asked');
  await expect(fetch(new Request('https://c.example/'))).rejects.toThrow('https://c.example/ was not asked');
  expect(attempts).toEqual(['https://api.example.com/v1', 'https://b.example/', 'https://c.example/']);
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
