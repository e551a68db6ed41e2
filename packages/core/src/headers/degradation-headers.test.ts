import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { AttemptRecord, Trail } from '../outcome.ts';
import { degradationHeaders, exhaustedHeaders } from './degradation-headers.ts';
import { formatModelId, parseModelId } from './model-id.ts';
import { readDegradation } from './read-degradation.ts';

const attempt = (model: string, more: Partial<AttemptRecord>): AttemptRecord => ({
  model,
  number: 1,
  purpose: 'primary',
  outcome: 'failure',
  status: undefined,
  verdict: undefined,
  reason: undefined,
  durationMs: 0,
  ...more,
});
const degraded: Trail = {
  requested: 'gemini-3-pro-image-preview',
  served: 'gemini-2.5-flash-image',
  degraded: true,
  reason: 'overloaded',
  attempts: [
    attempt('gemini-3-pro-image-preview', { status: 503, reason: 'overloaded', durationMs: 812.4 }),
    attempt('gemini-2.5-flash-image', { outcome: 'success', durationMs: 4210 }),
  ],
  durationMs: 5022,
};

test('a degraded answer names the model that answered, the reason and the calls', () => {
  expect(degradationHeaders(degraded)).toEqual([
    ['X-Served-Model', 'gemini-2.5-flash-image'],
    ['X-Fallback-Model', 'gemini-2.5-flash-image'],
    ['X-Fallback-Reason', 'overloaded'],
    ['X-Fallback-Attempts', '2'],
  ]);
});

test('an answer of the primary has no X-Fallback-Model', () => {
  const trail = { ...degraded, served: degraded.requested, degraded: false, reason: undefined };
  expect(degradationHeaders(trail)).toEqual([
    ['X-Served-Model', 'gemini-3-pro-image-preview'],
    ['X-Fallback-Attempts', '2'],
  ]);
});

test('the level says how much is told', () => {
  expect(degradationHeaders(degraded, false)).toEqual([]);
  expect(degradationHeaders(degraded, 'minimal')).toEqual([['X-Fallback-Model', 'gemini-2.5-flash-image']]);
  expect(degradationHeaders(degraded, 'trace').at(-1)).toEqual([
    'X-Fallback-Trace',
    '"gemini-3-pro-image-preview";s=503;r=overloaded;ms=812, "gemini-2.5-flash-image";ms=4210;served',
  ]);
});

test('a public name stands for the name', () => {
  expect(degradationHeaders(degraded, 'minimal', () => 'studio')).toEqual([['X-Fallback-Model', 'studio']]);
});

test('an exhausted chain says when to come back, in whole seconds from 1, and stops the SDK', () => {
  expect(exhaustedHeaders(211_001)).toEqual([
    ['Retry-After', '212'],
    ['x-should-retry', 'false'],
  ]);
  expect(exhaustedHeaders(0)[0]).toEqual(['Retry-After', '1']);
  expect(exhaustedHeaders(null)).toEqual([['x-should-retry', 'false']]);
});

test('whatever a model is called, its headers can be set and read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const headers = new Headers(degradationHeaders({ ...degraded, served: name }, 'trace'));
      const value = headers.get('x-fallback-model') ?? '';
      expect(value).toMatch(/^[\w.:/@+%-]{0,128}$/);
      const whole = formatModelId(name).length < 120 && name.isWellFormed() && name !== '';
      if (whole)
        expect(readDegradation(headers)).toMatchObject({ served: name, degraded: true, attempts: 2 });
    }),
  );
});

test('a long name is cut at a character, never inside one', () => {
  expect(parseModelId(formatModelId('模'.repeat(100)))).toBe('模'.repeat(14));
});

test('the trace has at most eight members and one KiB', () => {
  const attempts = Array.from({ length: 40 }, () =>
    attempt('x'.repeat(128), { status: 503, reason: 'overloaded' }),
  );
  const trace =
    new Headers(degradationHeaders({ ...degraded, attempts }, 'trace')).get('x-fallback-trace') ?? '';
  expect(trace.length).toBeLessThanOrEqual(1024);
  expect(trace.split(', ').length).toBeLessThanOrEqual(8);
});

test('without our headers there is nothing to read', () => {
  expect(readDegradation(new Response())).toBeUndefined();
});
