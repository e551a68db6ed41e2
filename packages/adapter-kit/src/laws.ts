import { createManualClock } from '@failsoft/simulator';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { chunk, done, type Behaviour } from './upstream.ts';

/** How one model answers, and where it dies. */
interface Script {
  readonly status: number;
  readonly bytes: number;
  /** Share of the body after which the socket dies; 1: it lives. */
  readonly until: number;
  readonly stream: boolean;
}

const script: fc.Arbitrary<Script> = fc.record({
  status: fc.constantFrom(200, 200, 200, 307, 400, 401, 421, 429, 500, 503),
  bytes: fc.oneof(fc.nat(2_000), fc.nat(300_000)),
  until: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  stream: fc.boolean(),
});

function textOf(model: string, { status, bytes, stream }: Script): string {
  // Of a redirect nobody reads the body, however long it is.
  if (status === 307) return model.repeat(1 + bytes);
  if (status !== 200) return JSON.stringify({ error: { message: 'no', code: `of_${model}` } });
  const text = model.repeat(1 + bytes);
  if (stream) return chunk(text) + chunk(text) + done;
  return JSON.stringify({ model, choices: [{ index: 0, message: { role: 'assistant', content: text } }] });
}

/** Plays whatever script the model has at that moment. */
function player(model: string, scripts: () => Readonly<Record<string, Script>>): Behaviour {
  return (response) => {
    const played = scripts()[model];
    if (played === undefined) return response.destroy();
    const body = Buffer.from(textOf(model, played));
    const type = played.stream && played.status === 200 ? 'text/event-stream' : 'application/json';
    const moved = played.status === 307 ? { location: '/elsewhere' } : {};
    response.writeHead(played.status, { 'content-type': type, 'content-length': body.length, ...moved });
    if (played.until === 1) return response.end(body);
    const part = body.subarray(0, Math.floor(body.length * played.until));
    // The callback comes when the kernel has it all: only then may the socket die.
    response.write(part, () => response.destroy());
  };
}

/** The law of every proxy, over real sockets. */
export function laws(start: StartApp): void {
  describe('law', () => {
    test('a client sees one whole answer of the model that is named, or an error; it may go at any time, and nothing stays open', async () => {
      let scripts: Record<string, Script> = {};
      const [a, b, c] = ['a', 'b', 'c'].map((model) => player(model, () => scripts));
      if (a === undefined || b === undefined || c === undefined) throw new Error('three models');
      // A day between two runs, so that no breaker and no gate remembers the last one.
      const clock = createManualClock();
      const chain = { retry: false, hedge: false, clock } as const;
      const { post, upstream, models } = await setStage(start, { a, b, c }, { chain });
      const leaves = fc.option(fc.nat(400_000), { freq: 4 });

      await fc.assert(
        fc.asyncProperty(
          fc.tuple(script, script, script),
          leaves,
          async ([first, second, third], leavesAt) => {
            clock.advance(86_400_000);
            scripts = { a: first, b: second, c: third };
            const from = upstream.hits.length;
            const client = new AbortController();
            const seen = await read(
              () => post('/v1/chat/completions', { model: 'a', messages: [] }, { signal: client.signal }),
              client,
              leavesAt,
            );
            await vi.waitFor(() => expect(upstream.hits.filter(({ open }) => open)).toEqual([]), patience);
            if (seen === undefined) return;
            const { response, text, complete } = seen;
            const served = response.headers.get('x-served-model');
            if (response.status !== 200) {
              expect(JSON.parse(text)).toHaveProperty('error');
              return;
            }
            expect(upstream.hits.slice(from).map(({ model }) => model)).toContain(served);
            const whole = textOf(served ?? '', scripts[served ?? ''] ?? first);
            if (text === whole) return;
            // Only a stream may break off behind its first content, and then it says so.
            expect(scripts[served ?? '']?.stream).toBe(true);
            expect(complete && text.endsWith('}\n\n') && text.includes('"code":"upstream_error"')).toBe(true);
            expect(text).not.toContain('[DONE]');
          },
        ),
        { numRuns: 60 },
      );
      expect(models.status().models).toHaveLength(3);
    });
  });
}

/** The whole answer; undefined when the client has gone before its end, or the answer was torn off. */
async function read(
  ask: () => Promise<Response>,
  client: AbortController,
  leavesAt: number | null,
): Promise<{ response: Response; text: string; complete: boolean } | undefined> {
  let response: Response;
  try {
    // Some leave before the head has come.
    if (leavesAt !== null && leavesAt % 7 === 0) setImmediate(() => client.abort());
    response = await ask();
  } catch (error) {
    if (client.signal.aborted) return undefined;
    throw error;
  }
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      if (leavesAt !== null && text.length >= leavesAt) client.abort();
    }
  } catch (error) {
    // Whoever stays is never given half an answer.
    if (client.signal.aborted) return undefined;
    throw error;
  }
  return { response, text, complete: true };
}
