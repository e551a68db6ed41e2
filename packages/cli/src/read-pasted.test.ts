import { classify } from '@failsoft/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPasted } from './read-pasted.ts';

const verbose = `* Connected to api.example.com (10.0.0.1) port 443
> POST /v1/images/generations HTTP/2
>
< HTTP/2 100
<
< HTTP/2 503
< content-type: application/json
< retry-after: 7
<
{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}
* Connection #0 left intact`;

const stack = `RateLimitError: 429 You exceeded your current quota, please check your plan and billing details.
    at APIError.generate (file:///app/node_modules/openai/core/error.mjs:63:20)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5) {
  status: 429,
  headers: Headers { 'retry-after': '7' },
  error: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    param: null,
    code: 'insufficient_quota'
  },
  code: 'insufficient_quota'
}`;

const refused = `TypeError: fetch failed
    at node:internal/deps/undici/undici:13510:13 {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:3000
      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect'
  }
}`;

test.each([
  ['the output of curl -v', verbose, 'http', 'overloaded'],
  ['a status line and nothing else', 'HTTP/1.1 402 Payment Required', 'http', 'insufficient_funds'],
  ['a list of Gemini', '[{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}]', 'json', 'overloaded'],
  ['a page of nginx', '<html><head><title>504 Gateway Time-out</title></head></html>', 'page', 'timeout'],
  ['a stack of openai', stack, 'error', 'insufficient_funds'],
  ['a stack of fetch', refused, 'error', 'network'],
  ['a message', '503 This model is currently experiencing high demand.', 'error', 'overloaded'],
  [
    "what Python's openai prints",
    "Error code: 401 - {'error': {'message': 'x', 'code': 'invalid_api_key'}}",
    'error',
    'auth',
  ],
  ['a timeout', 'APIConnectionTimeoutError: Request timed out.', 'error', 'timeout'],
  ['an abort', 'AbortError: This operation was aborted', 'error', 'client_aborted'],
  [
    'what requests in Python says',
    'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://x/v1',
    'error',
    'server_error',
  ],
  ['what curl says', 'curl: (6) Could not resolve host: api.example.com', 'error', 'network'],
  [
    'an abort with its class',
    'DOMException [AbortError]: This operation was aborted\n    at node:internal/x:1:1',
    'error',
    'client_aborted',
  ],
  [
    'a status of gRPC',
    'io.grpc.StatusRuntimeException: UNAVAILABLE: The service is currently unavailable.',
    'error',
    'overloaded',
  ],
  [
    'what PowerShell says',
    'The remote server returned an error: (503) Server Unavailable.',
    'error',
    'overloaded',
  ],
  [
    'a body that broke off',
    "TypeError: terminated\n    at x {\n  [cause]: SocketError: other side closed {\n    code: 'UND_ERR_SOCKET'\n  }\n}",
    'error',
    'stream_interrupted',
  ],
])('%s is understood', (_, pasted, form, kind) => {
  const read = readPasted(pasted);
  expect(read.form).toBe(form);
  expect(classify(read.evidence).kind).toBe(kind);
});

test('a delay that curl printed is kept', () => {
  expect(classify(readPasted(verbose).evidence).retryAfterMs).toBe(7_000);
});

test('any text is read without an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((body) => `HTTP/1.1 500 x\r\n${body}`),
      ),
      (pasted) => {
        classify(readPasted(pasted).evidence);
      },
    ),
  );
});
