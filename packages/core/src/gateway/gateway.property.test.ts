import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';

/** How one model of the fake upstream answers, and where it dies. */
interface Script {
  readonly status: number;
  readonly size: number;
  /** Share of the body that is sent before the socket dies; 1 = all of it. */
  readonly sent: number;
  readonly stream: boolean;
  readonly unreachable: boolean;
}

const script: fc.Arbitrary<Script> = fc.record({
  status: fc.constantFrom(200, 200, 200, 400, 401, 429, 500, 503),
  size: fc.integer({ min: 1, max: 3000 }),
  sent: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  stream: fc.boolean(),
  unreachable: fc.boolean(),
});

const done = 'data: [DONE]\n\n';

function textOf(model: string, { status, size, stream }: Script): string {
  if (status !== 200)
    return JSON.stringify({ error: { message: 'x'.repeat(size), code: `code_of_${model}` } });
  const content = model.repeat(size);
  if (!stream) return JSON.stringify({ model, choices: [{ message: { role: 'assistant', content } }] });
  const event = (text: string): string =>
    `data: ${JSON.stringify({ model, choices: [{ delta: { content: text } }] })}\n\n`;
  return event(content) + event(content) + done;
}

function play(scripts: Readonly<Record<string, Script>>): {
  fetch: typeof globalThis.fetch;
  open: () => number;
} {
  let open = 0;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const { model } = JSON.parse(new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>)) as {
      model: string;
    };
    const said = scripts[model];
    if (said === undefined || said.unreachable) throw new TypeError('fetch failed');
    const bytes = new TextEncoder().encode(textOf(model, said));
    const sent = bytes.subarray(0, Math.floor(bytes.length * said.sent));
    let at = 0;
    open++;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at < sent.length) controller.enqueue(sent.subarray(at, (at += 701)));
        else {
          open--;
          if (sent.length < bytes.length) controller.error(new TypeError('terminated'));
          else controller.close();
        }
      },
      cancel: () => void open--,
    });
    const type = said.stream && said.status === 200 ? 'text/event-stream' : 'application/json';
    return new Response(body, { status: said.status, headers: { 'content-type': type } });
  };
  return { fetch, open: () => open };
}

test('the client sees one whole answer of the model that is named, or an error, and nothing stays open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(script, script, script), async ([a, b, c]) => {
      const scripts: Record<string, Script> = { a, b, c };
      const upstream = play(scripts);
      const models = createFailover({
        models: ['a', 'b', 'c'],
        baseURL: 'https://up.test/v1',
        fetch: upstream.fetch,
        retry: false,
        hedge: false,
      });
      const body = JSON.stringify({ model: 'a', messages: [] });
      const request = new Request('http://app.test/v1/chat/completions', { method: 'POST', body });
      const response = await models.handle(request);
      const text = await response?.text();
      const served = response?.headers.get('x-served-model') ?? '';
      const said = scripts[served];
      if (response?.status !== 200) expect(JSON.parse(text ?? '')).toHaveProperty('error');
      else if (said?.stream === true && !text?.endsWith(done)) {
        expect(text).toMatch(
          /^data: .*\n\n(?:data: .*\n\n)?data: \{"error":.*"code":"upstream_error".*\}\n\n$/,
        );
      } else expect(text).toBe(said === undefined ? undefined : textOf(served, said));
      expect(upstream.open()).toBe(0);
      await models.close();
    }),
    { numRuns: 300 },
  );
});
