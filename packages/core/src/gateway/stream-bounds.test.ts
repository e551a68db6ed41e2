import { describe, expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import type { Failover } from '../failover/failover-types.ts';
import { createManualClock, type ManualClock } from '../testing/manual-clock.ts';

const say = (text: string, more: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, ...more }] })}\n\n`;
const done = 'data: [DONE]\n\n';

type Piece = string | Error;
const hang = '';

/** A chain of one model whose stream consists of these pieces, one a read. */
function chainOf(pieces: () => Piece[]): {
  models: Failover<'a'>;
  clock: ManualClock;
  chat: () => Promise<Response>;
  window: () => { failures: number; successes: number } | undefined;
  signals: AbortSignal[];
} {
  const clock = createManualClock();
  const signals: AbortSignal[] = [];
  const fetch: typeof globalThis.fetch = (_url, init) => {
    if (init?.signal != null) signals.push(init.signal);
    const left = pieces();
    const body = new ReadableStream({
      async pull(controller) {
        const piece = left.shift();
        if (piece === hang) await new Promise(() => undefined);
        else if (piece === undefined) controller.close();
        else if (piece instanceof Error) controller.error(piece);
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
  const models = createFailover({ models: ['a'], baseURL: 'https://up.test/v1', fetch, clock });
  const chat = async (): Promise<Response> => {
    const request = new Request('http://app.test/v1/chat/completions', {
      method: 'POST',
      body: '{"stream":true}',
    });
    const response = await models.handle(request);
    if (response === undefined) throw new Error('not our route');
    return response;
  };
  return { models, clock, chat, signals, window: () => models.status().models[0]?.window };
}

const codeOf = (text: string): unknown =>
  (JSON.parse(text.slice(text.lastIndexOf('data: ') + 6)) as { error: { code: unknown } }).error.code;

describe('after its first content', () => {
  test('a server that lets go when its client does is told of no error', async () => {
    const { models } = chainOf(() => [say('hel'), hang]);
    const client = new AbortController();
    const init = { method: 'POST', body: '{"stream":true}', signal: client.signal };
    const response = await models.handle(new Request('http://app.test/v1/chat/completions', init));
    const reader = response?.body?.getReader();
    await reader?.read();
    const next = reader?.read();
    client.signal.addEventListener('abort', () => void reader?.cancel());
    client.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  test('a stream that hangs ends at the total deadline in an error event, as one failure', async () => {
    const { clock, chat, signals, window } = chainOf(() => [say('hel'), hang]);
    const text = (await chat()).text();
    await clock.advance(149_000);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1_000);
    expect(await text).toMatch(say('hel'));
    expect(codeOf(await text)).toBe('deadline_exceeded');
    expect(signals[0]?.aborted).toBe(true);
    expect(window()).toEqual({ failures: 1, successes: 0 });
    expect(clock.pending).toBe(0);
  });

  test('a client that does not read is no failure of the model', async () => {
    const { clock, chat, signals, window } = chainOf(() => [say('hel'), hang]);
    const reader = (await chat()).body?.getReader();
    await reader?.read();
    await clock.advance(150_000);
    expect(signals[0]?.aborted).toBe(true);
    expect(window()).toEqual({ failures: 0, successes: 0 });
  });

  test('close ends what is under way', async () => {
    const { models, chat, signals, window, clock } = chainOf(() => [say('hel'), hang]);
    const text = (await chat()).text();
    await clock.advance(0);
    await models.close();
    expect(codeOf(await text)).toBe('closed');
    expect(signals[0]?.aborted).toBe(true);
    expect(window()).toEqual({ failures: 0, successes: 0 });
    expect(clock.pending).toBe(0);
  });

  test('an event that never ends is not collected for ever', async () => {
    const endless = 'x'.repeat(8 * 1024 * 1024);
    const { chat, window } = chainOf(() => [say('hel'), ...Array.from({ length: 50 }, () => endless)]);
    const text = await (await chat()).text();
    expect(codeOf(text)).toBe('upstream_error');
    expect(text.length).toBeLessThan(1_000);
    expect(window()).toEqual({ failures: 1, successes: 0 });
  });

  test('streams that break are failures and nothing else, and open the breaker', async () => {
    const { models, chat, window } = chainOf(() => [say('hel'), new TypeError('terminated')]);
    await (await chat()).text();
    expect(window()).toEqual({ failures: 1, successes: 0 });
    for (let call = 1; call < 20; call++) await (await chat()).text();
    expect(models.status().models[0]?.breaker).toBe('open');
  });

  test('a whole stream is a success once it has ended', async () => {
    const { chat, window, clock } = chainOf(() => [say('hel'), say('lo'), done]);
    const response = await chat();
    expect(window()).toEqual({ failures: 0, successes: 0 });
    await response.text();
    expect(window()).toEqual({ failures: 0, successes: 1 });
    expect(clock.pending).toBe(0);
  });

  test('a long stream is never overdue, and counts when it breaks after all', async () => {
    let pieces: Piece[] = [];
    const { models, clock, chat, window } = chainOf(() => pieces);
    const texts: Promise<string>[] = [];
    for (let call = 0; call < 20; call++) {
      pieces = [say('hel'), hang];
      texts.push((await chat()).text());
    }
    await clock.advance(100_000);
    pieces = [say('x'), done];
    await (await chat()).text();
    expect(window()).toEqual({ failures: 0, successes: 1 });
    await clock.advance(50_000);
    expect(models.status().models[0]?.breaker).toBe('open');
    await Promise.all(texts);
  });
});

describe('listeners hear of a stream at its end', () => {
  const cases: [
    title: string,
    pieces: Piece[],
    read: (response: Response) => Promise<unknown>,
    told: object,
  ][] = [
    [
      'whole',
      [say('hi', { finish_reason: 'stop' }), done],
      (response) => response.text(),
      { outcome: 'success' },
    ],
    [
      'broken off',
      [say('hi'), new Error('ECONNRESET')],
      (response) => response.text(),
      { outcome: 'failure', reason: 'server-error', verdict: { kind: 'stream_interrupted' } },
    ],
    [
      'left by its reader',
      [say('hi'), hang],
      async (response) => await response.body?.cancel(),
      { outcome: 'ignored' },
    ],
  ];
  test.each(cases)('%s', async (_title, pieces, read, told) => {
    const { models, chat, clock } = chainOf(() => [...pieces]);
    const heard: object[] = [];
    models.on('attempt:end', (record) => heard.push(record));
    const response = await chat();
    expect(heard).toEqual([]);
    clock.step(5_000);
    await read(response);
    await clock.advance(0);
    expect(heard).toMatchObject([{ model: 'a', number: 1, durationMs: 5_000, ...told }]);
  });
});
