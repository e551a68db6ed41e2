import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connect2, createServer as createServer2 } from 'node:http2';
import { connect, type AddressInfo, type Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readBody } from '../gateway/read-body.ts';
import { toRequest } from './node-request.ts';
import { createFailover } from '../failover/create-failover.ts';
import type { Answer } from '../gateway/plain-answer.ts';
import { askNode } from './node-asked.ts';
import { clientSignal, sendAnswer, stampNode } from './node-response.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on a port has an address object.
  return (server.address() as AddressInfo).port;
}

/** A real server with this listener; its port. */
async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  return await portOf(server);
}

/** Sends these bytes and gives back everything that came. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text.replaceAll('\n', '\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

function urls(seen: Partial<NodeRequest> = {}): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const asked = toRequest(Object.assign(request, seen), clientSignal(response));
    response.end(asked?.url ?? 'none');
  };
}

const head = 'Connection: close\n\n';

test('the URL keeps the mounted path; a bad host or path never leaves the machine’s name', async () => {
  const port = await serve(urls());
  expect(await raw(port, `GET /v1/x?q=1 HTTP/1.1\nHost: app.test:80\n${head}`)).toContain(
    'http://app.test/v1/x?q=1',
  );
  expect(await raw(port, `GET //evil.test/x HTTP/1.1\nHost: app.test\n${head}`)).toContain(
    'http://app.test//evil.test/x',
  );
  expect(await raw(port, `GET /x HTTP/1.1\nHost: a b\n${head}`)).toContain('http://localhost/x');
  expect(await raw(port, `OPTIONS * HTTP/1.1\nHost: app.test\n${head}`)).toContain('http://app.test/');
  expect(await raw(port, `TRACE /x HTTP/1.1\nHost: app.test\n${head}`)).toContain('none');
  const mounted = await serve(urls({ originalUrl: '/api/v1/x' }));
  expect(await raw(mounted, `GET /x HTTP/1.1\nHost: app.test\n${head}`)).toContain(
    'http://app.test/api/v1/x',
  );
});

test.each(['a b', '', 'x/v1/models?', 'x/v1/models#', 'user:word@x', 'x:99999', 'x\\\\y', '%61'])(
  'a Host that is no plain host, such as "%s", names nobody',
  async (host) => {
    const port = await serve(urls());
    expect(await raw(port, `GET /v1/x HTTP/1.1\nHost: ${host}\n${head}`)).toContain('http://localhost/v1/x');
  },
);

test.each(['app.test', 'app_1.test:8080', '127.0.0.1:1', '[::1]:3000'])(
  'the Host %s is kept',
  async (host) => {
    const port = await serve(urls());
    expect(await raw(port, `GET /v1/x HTTP/1.1\nHost: ${host}\n${head}`)).toContain(`http://${host}/v1/x`);
  },
);

test.each([
  ['/v1/models#/chat/completions', '/v1/models'],
  ['/v1/chat/completions#/v1/models', '/v1/chat/completions'],
  ['http://x/v1/models#/v1/chat/completions', '/v1/models'],
  ['/v1/models/%2e%2e/chat/completions', '/v1/chat/completions'],
])('the target %s is one path for a guard and for the route', async (target, path) => {
  const port = await serve(urls());
  expect(await raw(port, `GET ${target} HTTP/1.1\nHost: x\n${head}`)).toContain(`http://x${path}`);
  const [guarded, models] = [vi.fn<(url: string) => void>(), createFailover({ models: ['a'] })];
  const authorize = ({ url }: Request): boolean => {
    guarded(url);
    return false;
  };
  const routes = await serve((request, response) => {
    void askNode(models, request, clientSignal(response), { authorize }).then((answer) =>
      response.end(String(answer?.status)),
    );
  });
  const post = await raw(routes, `POST ${target} HTTP/1.1\nHost: x\nContent-Length: 0\n${head}`);
  const ours = path === '/v1/chat/completions';
  expect(post).toContain(ours ? '401' : 'undefined');
  expect(guarded.mock.calls).toEqual(ours ? [[`http://x${path}`]] : []);
});

test('an address in the request line is asked for its path alone', async () => {
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://up.test/v1',
    fetch: (url) => Promise.resolve(Response.json({ data: [{ url }] })),
  });
  const port = await serve((request, response) => {
    void askNode(models, request, clientSignal(response), { prefix: '/v1' }).then(async (answer) => {
      response.statusCode = answer?.status ?? 404;
      if (answer !== undefined) await sendAnswer(response, answer);
      else response.end();
    });
  });
  const post = (target: string): Promise<string> =>
    raw(port, `POST ${target} HTTP/1.1\nHost: app.test\nContent-Length: 2\n${head}{}`);
  const asked = 'https://up.test/v1/images/generations?q=1';
  expect(await post('http://evil.test/v1/images/generations?q=1')).toContain(asked);
  expect(await post('http://user@evil.test?/v1/images/generations')).toContain('404');
  const odd = await serve(urls());
  expect(await raw(odd, `GET http://evil.test/v1/x?q=1 HTTP/1.1\nHost: app.test\n${head}`)).toContain(
    'http://app.test/v1/x?q=1',
  );
});

test.each<[string, Partial<NodeRequest>, string]>([
  ['raw bytes', { rawBody: new TextEncoder().encode('raw'), body: { a: 1 } }, 'raw'],
  ['a raw string', { rawBody: 'raw' }, 'raw'],
  ['a text body', { body: 'text' }, 'text'],
  ['bytes', { body: new Uint8Array([104, 105]) }, 'hi'],
  ['parsed JSON', { body: { a: 'ü' } }, '{"a":"ü"}'],
])('a body that was read is taken from %s', async (_name, seen, expected) => {
  const port = await serve((request, response) => {
    request.resume().on('end', () => {
      const asked = toRequest(Object.assign(request, seen), clientSignal(response));
      expect(asked?.headers.has('content-length')).toBe(false);
      void asked?.text().then((text) => response.end(text));
    });
  });
  const init = { method: 'POST', body: '{"a":"ü"}', headers: { 'content-type': 'application/json' } };
  expect(await (await fetch(`http://127.0.0.1:${port}`, init)).text()).toBe(expected);
});

test('an empty object beside an unread stream is not taken for the body', async () => {
  const port = await serve((request, response) => {
    const asked = toRequest(Object.assign(request, { body: {} }), clientSignal(response));
    void asked?.text().then((text) => response.end(text));
  });
  const body = 'x'.repeat(1_000_000);
  expect(await (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })).text()).toBe(body);
});

test('a body that is gone is an error that names the fix', async () => {
  const port = await serve((request, response) => {
    request.resume().on('end', () => {
      const asked = toRequest(request, clientSignal(response));
      asked?.text().catch((error: unknown) => response.end(String(error)));
    });
  });
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: new FormData() });
  expect(await answer.text()).toContain('Mount the gateway before the body parsers');
});

test('a form that a parser has made a text of is refused: its bytes are gone', async () => {
  const port = await serve((request, response) => {
    request.resume().on('end', () => {
      const asked = toRequest(
        Object.assign(request, { body: 'no longer these bytes' }),
        clientSignal(response),
      );
      asked?.text().catch((error: unknown) => response.end(String(error)));
    });
  });
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: new FormData() });
  expect(await answer.text()).toContain('has made a text of this form');
});

test('a body above the bound is refused, and the client that still sends can read the refusal', async () => {
  const port = await serve((request, response) => {
    const asked = toRequest(request, clientSignal(response));
    if (asked === undefined) return;
    readBody(asked, 100_000).catch((error: unknown) => {
      response.statusCode = 413;
      response.end(String(error));
    });
  });
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x'.repeat(5_000_000) });
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain('larger than 100000 bytes');
});

test('a client that goes while its body is read ends the reading and aborts', async () => {
  const seen = Promise.withResolvers<[unknown, boolean]>();
  const port = await serve((request, response) => {
    const signal = clientSignal(response);
    toRequest(request, signal)
      ?.text()
      .catch((error: unknown) => setImmediate(() => seen.resolve([error, signal.aborted])));
  });
  const client = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 100 } });
  client.on('error', () => undefined);
  client.write('half', () => client.destroy());
  const [error, aborted] = await seen.promise;
  expect(error).toBeInstanceOf(Error);
  expect(aborted).toBe(true);
});

test('a client that goes while the gateway reads it is nobody’s error', async () => {
  const models = createFailover({ models: ['a'], baseURL: 'https://up.test/v1' });
  const seen = Promise.withResolvers<Answer | undefined>();
  const port = await serve((request, response) => {
    askNode(models, request, clientSignal(response), { authorize: () => true }).then(
      seen.resolve,
      seen.reject,
    );
  });
  const client = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/v1/images/generations',
    headers: { 'content-length': 100 },
  });
  client.on('error', () => undefined);
  client.write('half', () => client.destroy());
  expect(await seen.promise).toMatchObject({ status: 499 });
});

test('an empty body that was drained before us is empty, and its client has not gone', async () => {
  const models = createFailover({ models: ['a'], baseURL: 'https://a.test/v1' });
  const answers: (number | undefined)[] = [];
  const port = await serve((request, response) => {
    request.resume();
    request.once('close', () => {
      void askNode(models, request, clientSignal(response), {}).then((answer) => {
        answers.push(answer?.status);
        response.end();
      });
    });
  });
  const post = 'POST /v1/images/generations HTTP/1.1\nHost: app.test\nContent-Type: application/json\n';
  await raw(port, `${post}Content-Length: 0\n${head}`);
  expect(answers).toEqual([400]);
});

test('a guard that reads an endless body sees no more of it than the bound, and the client its 413', async () => {
  const models = createFailover({ models: ['a'], baseURL: 'https://up.test/v1' });
  const guard = Promise.withResolvers<unknown>();
  const authorize = async (request: Request): Promise<boolean> => {
    await request
      .clone()
      .text()
      .catch((error: unknown) => {
        guard.resolve(error);
        throw error;
      });
    return true;
  };
  const port = await serve((request, response) => {
    void askNode(models, request, clientSignal(response), { authorize, maxBodyBytes: 100_000 }).then(
      (answer) => (answer === undefined ? undefined : sendAnswer(response, answer)),
    );
  });
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 10_000;
      if (sent > 20_000_000) controller.close();
      else controller.enqueue(new Uint8Array(10_000));
    },
  });
  const init = { method: 'POST', body, duplex: 'half' as const };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/images/generations`, init);
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('body_too_large')]);
  expect(await guard.promise).toMatchObject({ code: 'body_too_large' });
});

test('what only looks like a chain is asked with a Request', async () => {
  const asked: string[] = [];
  const models = {
    handle: async (request: Request): Promise<Response> => {
      asked.push(request.url, await request.text());
      return new Response('mine', {
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      });
    },
  };
  const port = await serve((request, response) => {
    void askNode(models, request, clientSignal(response), {}).then((answer) =>
      answer === undefined ? undefined : sendAnswer(response, answer),
    );
  });
  const answer = await fetch(`http://127.0.0.1:${port}/x?q=1`, { method: 'POST', body: 'hi' });
  expect([await answer.text(), answer.headers.getSetCookie()]).toEqual(['mine', ['a=1', 'b=2']]);
  expect(asked).toEqual([`http://127.0.0.1:${port}/x?q=1`, 'hi']);
});

test('an answer that completes does not abort', async () => {
  const signals: AbortSignal[] = [];
  const port = await serve((_request, response) => {
    signals.push(clientSignal(response));
    response.end();
  });
  await fetch(`http://127.0.0.1:${port}`);
  await raw(port, `GET / HTTP/1.1\nHost: a\n${head}`);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
});

test('HTTP/2: the authority names the host, and a cancelled stream aborts', async () => {
  const seen = Promise.withResolvers<[string | undefined, AbortSignal]>();
  const server = createServer2((request, response) => {
    const signal = clientSignal(response);
    seen.resolve([toRequest(request, signal)?.url, signal]);
  });
  const client = connect2(`http://127.0.0.1:${await portOf(server)}`);
  onTestFinished(() => client.close());
  const stream = client.request({ ':path': '/v1/x', ':method': 'GET', ':authority': 'app.test' });
  const [url, signal] = await seen.promise;
  expect(url).toBe('http://app.test/v1/x');
  stream.close();
  await vi.waitFor(() => expect(signal.aborted).toBe(true));
});

test('a body that breaks in the middle resets the connection', async () => {
  const port = await serve((_request, response) => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulled++ === 0) controller.enqueue(new TextEncoder().encode('{"half'));
        else controller.error(new Error('cut'));
      },
    });
    void sendAnswer(response, new Response(body));
  });
  await expect(fetch(`http://127.0.0.1:${port}`).then((answer) => answer.text())).rejects.toThrow(TypeError);
});

test('a slow reader holds the source back, and its going releases it', async () => {
  let pulled = 0;
  const cancel = vi.fn<() => void>();
  const port = await serve((_request, response) => {
    const pull = (controller: ReadableStreamDefaultController): void => {
      pulled++;
      controller.enqueue(new Uint8Array(1_000_000));
    };
    void sendAnswer(response, new Response(new ReadableStream({ pull, cancel })));
  });
  const socket = connect(port, '127.0.0.1').pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  // Socket buffers fill, then nothing more is asked of the source.
  let before = -1;
  await vi.waitFor(
    () => {
      const still = pulled === before;
      before = pulled;
      expect(still && pulled > 0).toBe(true);
    },
    { interval: 100 },
  );
  expect(pulled).toBeLessThan(40);
  socket.destroy();
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
});

test('nothing is written to an answer that has left, and what we hold is released', async () => {
  const cancel = vi.fn<() => void>();
  const port = await serve((_request, response) => {
    response.writeHead(204).end();
    stampNode(response, [['X-Served-Model', 'a']], undefined);
    void sendAnswer(response, new Response(new ReadableStream({ cancel })));
  });
  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(204);
  expect(cancel).toHaveBeenCalledOnce();
});

test('HEAD gets the headers and no body', async () => {
  const port = await serve((request, response) => {
    void sendAnswer(response, Response.json({ a: 1 }), request.method === 'HEAD');
  });
  const answer = await raw(port, `HEAD / HTTP/1.1\nHost: a\n${head}`);
  expect(answer).toContain('200 OK');
  expect(answer.endsWith('\r\n\r\n')).toBe(true);
});

test('compression above us is told to let each piece go', async () => {
  const flush = vi.fn<() => void>();
  const port = await serve((_request, response) => {
    const target: NodeResponse = Object.assign(response, { flush });
    void sendAnswer(target, new Response('piece'));
  });
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('piece');
  expect(flush).toHaveBeenCalled();
});
