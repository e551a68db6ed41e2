import { expect, test } from 'vitest';
import { classify } from './classify.ts';

function error(message: string, fields: object, cause?: unknown): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), fields);
}

const refused = error('connect ECONNREFUSED ::1:1', { code: 'ECONNREFUSED' });

test.each([
  [
    'an openai error, with the prefix of the SDK',
    error('400 bad prompt', { status: 400 }),
    'invalid_request',
    'reject',
  ],
  ['an error with nothing but a status', { status: 503 }, 'overloaded', 'failover'],
  [
    'an ApiError of @google/genai, which is JSON in a message',
    error('{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}', {
      status: 503,
    }),
    'overloaded',
    'failover',
  ],
  [
    'the sentence of an older Google SDK',
    error(
      '[GoogleGenerativeAI Error]: Error fetching from https://x: [503 Service Unavailable] Try again later.',
      {},
    ),
    'overloaded',
    'failover',
  ],
  [
    'a dictionary that Python has printed',
    error("Error code: 429 - {'error': {'message': 'x', 'param': None, 'code': 'insufficient_quota'}}", {}),
    'insufficient_funds',
    'failover',
  ],
  [
    'an error of axios',
    error('Request failed with status code 503', {
      code: 'ERR_BAD_RESPONSE',
      response: { status: 503, data: { error: { message: 'x', code: 'upstream_error' } }, headers: {} },
    }),
    'overloaded',
    'failover',
  ],
  [
    'a timeout of axios',
    error('timeout of 1000ms exceeded', { code: 'ECONNABORTED' }),
    'timeout',
    'failover',
  ],
  [
    'every address refused',
    new TypeError('fetch failed', {
      cause: Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' }),
    }),
    'network',
    'failover',
  ],
  [
    'a headers timeout of undici',
    new TypeError('fetch failed', {
      cause: error('Headers Timeout Error', { code: 'UND_ERR_HEADERS_TIMEOUT' }),
    }),
    'timeout',
    'failover',
  ],
  [
    'a redirect that undici was not to follow',
    new TypeError('fetch failed', { cause: new Error('unexpected redirect') }),
    'bad_response',
    'failover',
  ],
  [
    'a redirect that Bun was not to follow',
    error('UnexpectedRedirect fetching "http://127.0.0.1/". For more information, pass `verbose: true`', {
      code: 'UnexpectedRedirect',
    }),
    'bad_response',
    'failover',
  ],
  [
    'a redirect that Deno was not to follow',
    new TypeError("Fetch failed: Encountered redirect while redirect mode is set to 'error'"),
    'bad_response',
    'failover',
  ],
  [
    'a redirect that node-fetch was not to follow',
    error('uri requested responds with a redirect, redirect mode is set to error: http://a.test', {
      type: 'no-redirect',
    }),
    'bad_response',
    'failover',
  ],
  [
    'what the AI SDK throws after its own retries',
    error('Failed after 3 attempts.', {
      name: 'AI_RetryError',
      reason: 'maxRetriesExceeded',
      errors: [],
      lastError: error('x', {
        statusCode: 503,
        responseBody: '{"error":{"code":503,"status":"UNAVAILABLE"}}',
      }),
    }),
    'overloaded',
    'failover',
  ],
  [
    'JSON that is HTML',
    new SyntaxError('Unexpected token \'<\', "<!DOCTYPE" is not valid JSON'),
    'bad_response',
    'failover',
  ],
  [
    'JSON that was cut in a string',
    new SyntaxError('Unterminated string in JSON at position 27 (line 1 column 28)'),
    'bad_response',
    'failover',
  ],
  [
    'JSON that was cut behind a value',
    new SyntaxError("Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7)"),
    'bad_response',
    'failover',
  ],
  [
    'an event that the openai SDK cannot read',
    new SyntaxError('Error reading response: malformed server-sent event JSON.'),
    'bad_response',
    'failover',
  ],
  [
    'a stream without a body, to the openai SDK',
    new Error('Attempted to iterate over a response with no body'),
    'bad_response',
    'failover',
  ],
  [
    'a stream without a body, to @google/genai',
    new Error('Response body is empty'),
    'bad_response',
    'failover',
  ],
  [
    'a stream that stopped within an event, to @google/genai',
    new Error('Incomplete JSON segment at the end'),
    'stream_interrupted',
    'failover',
  ],
  ['an error that says nothing', new Error('boom'), 'unknown', 'failover'],
])('%s', (_, thrown, kind, action) => {
  expect(classify({ error: thrown })).toMatchObject({ kind, action });
});

let complaints = 0;

/** What @google/genai makes of a 200: what it knows of the body, and the headers. */
class GenerateContentResponse {
  readonly sdkHttpResponse = { headers: {} };
  constructor(known: object) {
    Object.assign(this, known);
  }
  get functionCalls(): undefined {
    return undefined;
  }
  // The real one complains on the console of whoever reads it where there is text.
  get data(): undefined {
    complaints += 1;
    return undefined;
  }
}

test('an answer of which the SDK of Google knew nothing is none', () => {
  const judge = (body: object) => classify({ status: 200, body });
  // Of `{ error }`, or of any other JSON that is no answer of Gemini, only the headers are left.
  expect(judge(new GenerateContentResponse({}))).toMatchObject({
    kind: 'bad_response',
    action: 'failover',
    countsAsFailure: true,
  });
  const candidates = [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }];
  expect(judge(new GenerateContentResponse({ candidates })).kind).toBe('ok');
  expect(judge(new GenerateContentResponse({ promptFeedback: { blockReason: 'SAFETY' } })).kind).toBe(
    'content_blocked',
  );
  // What its other calls answer, such as those that delete.
  expect(judge({ sdkHttpResponse: { headers: {} } }).kind).toBe('ok');
  expect(complaints).toBe(0);
});

test('a fault of the code that calls an upstream asks the next model and never counts', () => {
  const thrown = new TypeError("Cannot read properties of undefined (reading 'data')");
  expect(classify({ error: thrown })).toMatchObject({
    kind: 'unknown',
    action: 'failover',
    countsAsFailure: false,
  });
});

test('an answer that broke off after its head is no fault of the way to it', () => {
  const cut = new TypeError('terminated', { cause: error('other side closed', { code: 'UND_ERR_SOCKET' }) });
  expect(classify({ status: 200, phase: 'body', error: cut })).toMatchObject({
    kind: 'stream_interrupted',
    action: 'failover',
    countsAsFailure: true,
  });
  expect(classify({ status: 200, phase: 'mid-stream', error: cut })).toMatchObject({ action: 'reject' });
});

test('a timeout and a user are told apart by the reason of the signal', () => {
  const thrown = error('Request was aborted.', {});
  const timeout = new DOMException('', 'TimeoutError');
  expect(classify({ error: thrown, signalReason: timeout }).kind).toBe('timeout');
  expect(classify({ error: thrown, signalReason: new DOMException('', 'AbortError') }).kind).toBe(
    'client_aborted',
  );
  expect(classify({ error: thrown, signalReason: 'gone' }).kind).toBe('client_aborted');
});

test('a 503 that came whole stays a 503 although somebody left meanwhile', () => {
  expect(classify({ status: 503, body: '', signalReason: 'gone' }).kind).toBe('overloaded');
});

test('a router that forbids the retry of its own gets none', () => {
  const body = { error: { message: 'x', type: 'server_error' } };
  expect(classify({ status: 500, body }).action).toBe('retry_then_failover');
  expect(classify({ status: 500, body, headers: { 'X-Should-Retry': 'false' } }).action).toBe('failover');
});

test.each([
  ['a date that only a lenient parser sees', { 'retry-after': 'soon 5' }, '', null],
  ['a duration', { 'retry-after': '5s' }, '', 5_000],
  ['a broken value beside a good one', { 'retry-after-ms': 'abc', 'x-ms-retry-after-ms': '700' }, '', 700],
  ['thousands', {}, 'Please retry after 1,500 seconds', 1_500_000],
  ['two units', {}, 'Please try again in 1 minute and 30 seconds', 90_000],
])('a delay is read from %s', (_, headers, message, wanted) => {
  expect(classify({ status: 429, headers, body: { error: { message } } }).retryAfterMs).toBe(wanted);
});
