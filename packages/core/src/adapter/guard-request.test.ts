import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import type { GatewayOptions } from '../gateway/gateway-options.ts';
import { askNode } from './node-asked.ts';
import { clientSignal, sendAnswer } from './node-response.ts';

const closing: (() => unknown)[] = [];
afterAll(() => closing.forEach((close) => close()));

type Guard = NonNullable<GatewayOptions['authorize']>;
const sent = JSON.stringify({ model: 'a', prompt: 'a poster' });

interface Asking {
  readonly signal?: AbortSignal;
  /** Sees Node's request before the gateway does. */
  readonly above?: (request: IncomingMessage) => void;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
}

/** Asks a gateway with this guard; the upstream answers with the body that it was sent. */
async function ask(authorize: Guard, { above, body = sent, signal, ...more }: Asking = {}): Promise<unknown> {
  const upstream: typeof fetch = (_url, init) =>
    Promise.resolve(Response.json({ data: [{ url: new TextDecoder().decode(init?.body as Uint8Array) }] }));
  const models = createFailover({ models: ['a'], baseURL: 'https://up.test/v1', fetch: upstream });
  const server = createServer((request, response) => {
    above?.(request);
    askNode(models, request, clientSignal(response), { authorize }).then(
      (answer) => (answer === undefined ? undefined : sendAnswer(response, answer)),
      (error: unknown) => response.end(JSON.stringify({ thrown: String(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-type': 'application/json', 'x-token': '1', ...more.headers };
  const url = `http://127.0.0.1:${port}/v1/images/generations?seed=7`;
  const init = { method: 'POST', headers, body, duplex: 'half' as const, signal: signal ?? null };
  return await (await fetch(url, init)).json();
}

test('a guard sees a whole Request of the web: head, signal and a body that is still there', async () => {
  const seen: unknown[] = [];
  await ask((request) => {
    const { method, headers, signal, bodyUsed } = request;
    seen.push(method, new URL(request.url).search, headers.get('x-token'), signal.aborted, bodyUsed);
    seen.push(request instanceof Request, new Request('https://auth.test/', request).headers.get('x-token'));
    return true;
  });
  expect(seen).toEqual(['POST', '?seed=7', '1', false, false, true, '1']);
});

const readers: Readonly<Record<string, (request: Request) => Promise<unknown>>> = {
  text: (request) => request.text(),
  json: async (request) => JSON.stringify(await request.json()),
  arrayBuffer: async (request) => new TextDecoder().decode(await request.arrayBuffer()),
  bytes: async (request) => new TextDecoder().decode(await request.bytes()),
  blob: async (request) => await (await request.blob()).text(),
  body: async ({ body }) => await new Response(body).text(),
};

test.each(Object.entries(readers))(
  'a guard that reads a clone by %s leaves the body',
  async (_name, read) => {
    const seen: unknown[] = [];
    const answer = await ask(async (request) => {
      seen.push(await read(request.clone()));
      return true;
    });
    expect([...seen, answer]).toEqual([sent, { data: [{ url: sent }] }]);
  },
);

test.each(Object.entries(readers))(
  'a guard that reads the request itself by %s is told to read a clone',
  async (_name, read) => {
    const seen: unknown[] = [];
    const answer = await ask(async (request) => {
      seen.push(await read(request), request.bodyUsed);
      return true;
    });
    expect(seen).toEqual([sent, true]);
    expect(answer).toMatchObject({ error: { code: 'body_already_consumed' } });
  },
);

const copies: Readonly<Record<string, (request: Request) => Promise<string>>> = {
  'new Request(request)': (request) => new Request(request).text(),
  'new Request(request, init)': (request) => new Request(request, { headers: { a: 'b' } }).text(),
  'new Request(url, request)': (request) => new Request('https://auth.test/', request).text(),
  'Request.prototype.text': (request) => Request.prototype.text.call(request),
};

test.each(Object.entries(copies))(
  'a guard that reads by %s sees what was sent, and is told to read a clone',
  async (_name, read) => {
    const seen: string[] = [];
    const answer = await ask(async (request) => {
      seen.push(await read(request));
      return true;
    });
    expect(seen).toEqual([sent]);
    expect(answer).toMatchObject({ error: { code: 'body_already_consumed' } });
  },
);

test('a copy of a clone has the whole body, the signal and the headers that a guard has set', async () => {
  const seen: unknown[] = [];
  const answer = await ask(async (request) => {
    request.headers.set('x-mine', '1');
    const copy = new Request(request.clone());
    seen.push(await copy.text(), copy.headers.get('x-mine'));
    return true;
  });
  expect([...seen, answer]).toEqual([sent, '1', { data: [{ url: sent }] }]);
});

test('a copy of the request aborts when the client goes', async () => {
  const [guarded, aborted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const client = new AbortController();
  const answer = ask(async (request) => {
    const copy = new Request(request);
    copy.signal.addEventListener('abort', () => aborted.resolve());
    guarded.resolve();
    await aborted.promise;
    return !copy.signal.aborted;
  }, client);
  await guarded.promise;
  client.abort();
  await expect(answer).rejects.toThrow('aborted');
  await aborted.promise;
});

test('a guard that reads a form finds its fields', async () => {
  const answer = await ask(async (request) => {
    const error: unknown = await request
      .clone()
      .formData()
      .catch((thrown: unknown) => thrown);
    return error instanceof TypeError;
  });
  expect(answer).toEqual({ data: [{ url: sent }] });
});

const consumed = { error: { code: 'body_already_consumed' } };
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test.each<[string, (request: Request) => unknown]>([
  ['the headers', (request) => request.headers.get('x-token')],
  ['the signal', (request) => request.signal.aborted],
  ['the body', (request) => request.body],
  ['bodyUsed', (request) => request.bodyUsed],
])(
  'a body that something above has drained is named as gone, and a guard may look at %s',
  async (_name, look) => {
    const above = (request: IncomingMessage): void => void request.on('data', () => undefined);
    const authorize: Guard = async (request) => {
      look(request);
      await nextTurn();
      return true;
    };
    expect(await ask(authorize, { above })).toMatchObject(consumed);
  },
);

test('a guard that clones what something above has drained is told so', async () => {
  const above = (request: IncomingMessage): void => void request.resume();
  const authorize: Guard = async (request) => {
    await nextTurn();
    return (await request.clone().text()) === sent;
  };
  expect(await ask(authorize, { above })).toMatchObject(consumed);
});

test('a guard that holds a reader and has read nothing is told to read a clone', async () => {
  const authorize: Guard = (request) => request.body?.getReader() !== undefined;
  const body = new Blob([sent]).stream().pipeThrough(new CompressionStream('gzip'));
  expect(await ask(authorize, { body, headers: { 'content-encoding': 'gzip' } })).toMatchObject(consumed);
});

test('a guard that reads the body after its verdict holds up nobody', async () => {
  const late = Promise.withResolvers<unknown>();
  const half = Promise.withResolvers<void>();
  const authorize: Guard = ({ body }) => {
    setTimeout(() => {
      late.resolve(
        body
          ?.getReader()
          .read()
          .catch((error: unknown) => error),
      );
      setTimeout(half.resolve, 20);
    }, 20);
    return true;
  };
  const slow = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(sent.slice(0, 9)));
      await half.promise;
      controller.enqueue(new TextEncoder().encode(sent.slice(9, 20)));
      await nextTurn();
      controller.enqueue(new TextEncoder().encode(sent.slice(20)));
      controller.close();
    },
  });
  expect(await ask(authorize, { body: slow })).toEqual({ data: [{ url: sent }] });
  expect(await late.promise).toMatchObject({ code: 'body_already_consumed' });
});
