import { expect, test } from 'vitest';
import { createDocumentedBreaker } from './documented-breaker.ts';

function breakerWithLog(): { breaker: ReturnType<typeof createDocumentedBreaker>; turns: string[] } {
  const turns: string[] = [];
  const breaker = createDocumentedBreaker((from, to) => turns.push(`${from} ${to}`));
  return { breaker, turns };
}

test('it opens at 30 % of five calls within a minute, and not before', () => {
  const { breaker } = breakerWithLog();
  for (const [at, ok] of [false, false, true, true].entries()) breaker.record(ok, at);
  expect(breaker.state).toBe('closed');
  breaker.record(true, 5);
  expect(breaker.state).toBe('open');
});

test('calls older than a minute do not count', () => {
  const { breaker } = breakerWithLog();
  for (let i = 0; i < 4; i++) breaker.record(false, i);
  for (let i = 0; i < 5; i++) breaker.record(true, 60_010 + i);
  breaker.record(false, 60_020);
  expect(breaker.state).toBe('closed');
});

test('it admits one probe after five minutes, and closes by its success', () => {
  const { breaker, turns } = breakerWithLog();
  for (let i = 0; i < 5; i++) breaker.record(false, 0);
  expect([breaker.admit(299_999), breaker.admit(300_000), breaker.admit(300_001)]).toEqual([
    false,
    true,
    false,
  ]);
  breaker.record(true, 310_000);
  expect(breaker.admit(310_001)).toBe(true);
  expect(turns).toEqual(['closed open', 'open recovering', 'recovering closed']);
});

test('a probe that fails opens it for five minutes more', () => {
  const { breaker } = breakerWithLog();
  for (let i = 0; i < 5; i++) breaker.record(false, 0);
  breaker.admit(300_000);
  breaker.record(false, 302_000);
  expect([breaker.admit(601_999), breaker.admit(602_000)]).toEqual([false, true]);
});

test('what was sent before it opened changes nothing', () => {
  const { breaker } = breakerWithLog();
  for (let i = 0; i < 5; i++) breaker.record(false, 0);
  breaker.record(true, 10_000);
  expect(breaker.state).toBe('open');
});
