import { expect, test } from 'vitest';
import type { Score } from './simulation-report.ts';
import { verdictOf } from './verdict.ts';

const score = (own: Partial<Score>): Score => ({
  name: 'a policy',
  requests: 1_000,
  successRate: 1,
  primaryShare: 0.96,
  servedBy: {},
  wastedCalls: 0,
  callsWhileDown: 0.02,
  latencyMs: { p50: 1, p95: 1, p99: 1 },
  addedLatencyMs: { mean: 1, p95: 1, p99: 1 },
  costPerImage: 0.1,
  opensPerDay: 5,
  falseOpensPerDay: 4.8,
  hours: [],
  latencyCounts: [],
  transitions: [],
  ...own,
});
const none = score({ successRate: 0.851, primaryShare: 0.97 });
const judge = (yours: Partial<Score>, documented: Partial<Score> = {}): string =>
  verdictOf({ yours: score(yours), none, documented: score(documented), days: 3 });

test('what answers everybody, keeps the primary and spares it survives', () => {
  expect(judge({})).toBe(
    'This configuration survives 3 days, answering 100 % of the requests, where the primary alone answers 85.1 % and the documented breaker 100 %; the primary keeps 96.0 % of the requests while it is well.',
  );
});

test.each<[string, Partial<Score>, Partial<Score>]>([
  ['0.2 % of the users get no picture', { successRate: 0.998 }, {}],
  ['its breaker opening 4.8 times a day without an overload', { primaryShare: 0.9 }, {}],
  ['the overloaded primary is still called for 100 % of the requests', { callsWhileDown: 1 }, {}],
])('%s', (weakness, yours, documented) => {
  expect(judge(yours, documented)).toMatch(/^This configuration does not yet survive 3 days, /);
  expect(judge(yours, documented)).toContain(weakness);
});

test('where requests are few, probes are no weakness: the documented breaker makes as many', () => {
  expect(judge({ callsWhileDown: 0.54 }, { callsWhileDown: 0.69 })).toContain('survives');
});

test('nearly all is not all', () => {
  expect(judge({ successRate: 0.99996 })).toContain('answering 99.996 %');
});
