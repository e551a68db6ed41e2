import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';

const say = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
const done = 'data: [DONE]\n\n';
const hello = say('hello') + done;

/** Asks a chain of which the first model's event stream has this body. */
async function ask(
  body: string,
  type = 'text/event-stream',
): Promise<{
  status: number;
  text: string;
  type: string | null;
  served: string | null;
  reason: string | null;
}> {
  const models = createFailover({
    models: ['a', 'b'],
    baseURL: 'https://up.test/v1',
    retry: false,
    fetch(_url, init) {
      const first = new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>).includes('"a"');
      const headers = { 'content-type': first ? type : 'text/event-stream' };
      return Promise.resolve(new Response(first ? body : hello, { headers }));
    },
  });
  const request = new Request('http://app.test/v1/chat/completions', {
    method: 'POST',
    body: '{"model":"a","messages":[],"stream":true}',
  });
  const response = await models.handle(request);
  if (response === undefined) throw new Error('not our route');
  const { headers, status } = response;
  return {
    status,
    text: await response.text(),
    type: headers.get('content-type'),
    served: headers.get('x-served-model'),
    reason: headers.get('x-fallback-reason'),
  };
}

test.each([
  ['overloaded', 'overloaded'],
  ['"The model is overloaded"', 'overloaded'],
  ['something broke', 'server-error'],
])('an error event of bare words (%s) fails over as what the words say', async (words, reason) => {
  expect(await ask(`event: error\ndata: ${words}\n\n`)).toMatchObject({ served: 'b', reason, text: hello });
});

test.each(['text/event-stream', 'application/json'])(
  'a whole JSON answer (%s) to a client that waits for a stream is one event of it: it is paid for',
  async (type) => {
    const call = { id: 'call_1', type: 'function', function: { name: 'draw', arguments: '{}' } };
    const message = { role: 'assistant', content: 'hello', tool_calls: [call] };
    const body = JSON.stringify({ id: 'x', choices: [{ index: 0, finish_reason: 'stop', message }] });
    const answer = await ask(body, type);
    expect(answer).toMatchObject({ served: 'a', status: 200, type: 'text/event-stream; charset=utf-8' });
    const [chunk = '', end] = answer.text.split('\n\n');
    const delta = { role: 'assistant', content: 'hello', tool_calls: [{ index: 0, ...call }] };
    expect(JSON.parse(chunk.slice('data: '.length))).toEqual({
      id: 'x',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, finish_reason: 'stop', delta }],
    });
    expect(end).toBe('data: [DONE]');
  },
);

test('a whole JSON answer without choices is none, stream or not', async () => {
  for (const type of ['text/event-stream', 'application/json'])
    expect(await ask('{"choices":[]}', type)).toMatchObject({ served: 'b', reason: 'empty-result' });
});

test('half a JSON answer that calls itself an event stream is none', async () => {
  expect(await ask('{"choices":[{"index":0,"finish_reason":"stop","mess')).toMatchObject({ served: 'b' });
});

test.each([
  { message: 'Incorrect API key provided: sk-12345', code: 'invalid_api_key' },
  { message: 'The balance of account sk-12345 is 0.02', code: 'insufficient_balance' },
])('what an upstream says of keys and money in the middle of a stream stays here: $code', async (error) => {
  const { text, served } = await ask(`${say('hel')}data: ${JSON.stringify({ error })}\n\n`);
  expect(served).toBe('a');
  expect(text).toContain(say('hel'));
  expect(text).toContain('"code":"upstream_error"');
  expect(text).not.toContain('sk-12345');
});

test('a chat answer that comes in one event with a picture is handed on, and the next model is not paid too', async () => {
  const choice = { index: 0, delta: { content: 'A'.repeat(100_000) }, finish_reason: 'stop' };
  const picture = `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
  expect(await ask(picture + done)).toMatchObject({ served: 'a', text: picture + done });
  expect(await ask(say('hel') + picture)).toMatchObject({ served: 'a', text: say('hel') + picture });
});

const refusal = 'Incorrect API key provided: sk-SECRET';

test.each([
  `data: {"error":{"message":"${refusal}"}}`,
  `data: {"error":{"message":"${refusal}","code":500}}`,
  `data: {"error":{"message":"${refusal}","pad":"${'x'.repeat(70_000)}"}}`,
  `data: {"error":"${refusal}"}`,
  `event: error\ndata: ${refusal}`,
  `data: {"type":"error","message":"${refusal}"}`,
  `data: {"object":"error","message":"${refusal}"}`,
  `data: [{"error":{"message":"${refusal}"}}]`,
  `data: {"errors":[{"message":"${refusal}"}]}`,
  `data: {"detail":"${refusal}"}`,
  `data: {"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"message":"${refusal}"}}]}`,
  `{"error":{"message":"${refusal}"}}`,
])('an error about a key ends a stream as ours, however it is written: %.60s', async (event) => {
  const { text } = await ask(`${say('hel')}${event}\n\n`);
  expect(text).toContain(`${say('hel')}data: {"error":{"message":"The upstream stream broke off."`);
  expect(text).not.toMatch(/SECRET|Incorrect/);
});

test('an error of another kind goes on as it is, without what looks like a key', async () => {
  const { text } = await ask(`${say('hel')}data: {"error":{"message":"boom at sk-12345678"}}\n\n`);
  expect(text).toBe(`${say('hel')}data: {"error":{"message":"boom at ***"}}\n\n`);
});

test.each(['data: boom at sk-12345678', ': boom at sk-12345678'])(
  'what is no JSON goes on without what looks like a key: %s',
  async (event) => {
    const { text } = await ask(`${say('hel')}${event}\n\n${say('lo')}data: [DONE]\n\n`);
    expect(text).toBe(`${say('hel')}${event.replace('sk-12345678', '***')}\n\n${say('lo')}data: [DONE]\n\n`);
  },
);
