import { expect, test } from 'vitest';
import { meaningOf } from './event-meaning.ts';
import type { Dialect } from './routes.ts';

const bytes = new Uint8Array(0);
const kind = (dialect: Dialect, body: unknown, type?: string): string =>
  meaningOf({ bytes, type, data: JSON.stringify(body) }, dialect).kind;

test.each<[string, unknown, string]>([
  ['preamble', { response: { id: 'r' } }, 'response.created'],
  ['preamble', {}, 'response.in_progress'],
  ['preamble', { item: {} }, 'response.output_item.added'],
  ['content', { delta: 'h' }, 'response.output_text.delta'],
  ['content', { partial_image_b64: 'x' }, 'response.image_generation_call.partial_image'],
  ['end', { response: {} }, 'response.completed'],
  ['end', { response: {} }, 'response.incomplete'],
  ['error', { response: { error: { code: 'server_error', message: 'x' } } }, 'response.failed'],
  ['error', { code: 'server_error', message: 'x' }, 'error'],
])('Responses: %s is what %j of type %s is', (expected, body, type) => {
  expect(kind('responses', body, type)).toBe(expected);
  expect(kind('responses', { ...(body as object), type })).toBe(expected);
});

test('the error of a failed response stands where a classifier looks', () => {
  const failed = { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded' } } };
  const event = { bytes, type: undefined, data: JSON.stringify(failed) };
  expect(meaningOf(event, 'responses')).toEqual({
    kind: 'error',
    body: { error: { code: 'rate_limit_exceeded' } },
  });
});

const part = (text: string, more: object = {}): object => ({
  candidates: [{ content: { parts: [{ text }] }, ...more }],
});

test.each<[string, unknown]>([
  ['content', part('h')],
  ['content', { candidates: [{ content: { parts: [{ inlineData: { data: 'x' } }] } }] }],
  ['preamble', part('')],
  ['preamble', { usageMetadata: {} }],
  ['preamble', { candidates: [{ content: { role: 'model' } }] }],
  ['end', part('h', { finishReason: 'STOP' })],
  ['end', { candidates: [{ finishReason: 'IMAGE_SAFETY' }] }],
  ['error', { promptFeedback: { blockReason: 'SAFETY' } }],
  ['error', { error: { code: 503, status: 'UNAVAILABLE' } }],
])('Gemini: %s is what %j is', (expected, body) => {
  expect(kind('gemini', body)).toBe(expected);
});

test('a Gemini picture of megabytes may be the last event', () => {
  const data = 'A'.repeat(100_000);
  expect(
    kind('gemini', {
      candidates: [{ content: { parts: [{ inlineData: { data } }] }, finishReason: 'STOP' }],
    }),
  ).toBe('end');
});

test.each<[Dialect, string, unknown]>([
  [
    'chat',
    'content',
    { choices: [{ index: 0, delta: { content: 'A'.repeat(100_000) }, finish_reason: 'stop' }] },
  ],
  [
    'responses',
    'end',
    { response: { output: [{ type: 'x', result: 'A'.repeat(100_000) }] }, type: 'response.completed' },
  ],
  ['images', 'end', { b64_json: 'A'.repeat(100_000), type: 'image_generation.completed' }],
  ['images', 'error', { error: { message: 'A'.repeat(100_000) } }],
])('%s: %s is what an event with a long string inside is too', (dialect, expected, body) => {
  expect(kind(dialect, body)).toBe(expected);
});

test('a chat event with a picture says which of the answers it ends', () => {
  const choices = [{ index: 1, delta: { content: 'A'.repeat(100_000) }, finish_reason: 'stop' }];
  expect(meaningOf({ bytes, type: undefined, data: JSON.stringify({ choices }) }, 'chat')).toEqual({
    kind: 'content',
    choices: [{ index: 1, finished: true }],
  });
});
