import { Agent, request as askPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as askSecurely } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';

// As long as the global fetch keeps an idle connection: most servers close theirs a second later.
const idle = { keepAlive: true, timeout: 4_000 };
const plain = new Agent(idle);
const secure = new SecureAgent(idle);
const redirects = new Set([301, 302, 303, 307, 308]);
const bodiless = new Set([204, 205, 304]);
const heldBytes = 64 * 1024;

/**
 * The upstream transport over `node:http`, at well under the CPU of the global fetch for small answers.
 *
 * It asks for no compression, and speaks HTTP/1.1 without proxies of the environment. What it does not do
 * itself, such as a redirect or a body that is a stream, goes to the global fetch.
 *
 * @example
 * const models = createFailover({ baseURL, apiKey, models: ['gpt-image-1.5', 'flux-2-pro'], fetch: nodeFetch });
 */
export const nodeFetch: typeof globalThis.fetch = async (input, init) => {
  const { body, signal, redirect } = init ?? {};
  const url = input instanceof Request ? undefined : new URL(input);
  const readable = body == null || typeof body === 'string' || body instanceof Uint8Array;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !readable)
    return await globalThis.fetch(input, init);
  signal?.throwIfAborted();
  const message = await ask(url, init ?? {}, body ?? undefined);
  const { statusCode: status = 0, headers } = message;
  if (redirects.has(status) && redirect === 'error') {
    message.destroy();
    throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
  }
  if (redirects.has(status) && headers.location !== undefined && redirect !== 'manual') {
    message.destroy();
    return await globalThis.fetch(input, init);
  }
  if (status < 200 || status > 599) {
    message.destroy();
    throw new TypeError('fetch failed', { cause: new Error(`No answer can have the status ${status}.`) });
  }
  const empty = bodiless.has(status) || init?.method === 'HEAD';
  if (empty) message.resume();
  const statusText = message.statusMessage ?? '';
  const response = new Response(empty ? null : streamOf(message, signal), { status, statusText });
  // `serve` of @hono/node-server puts its own Response in the global's place, which gives every body a type.
  response.headers.delete('content-type');
  // Appended one by one: a list that is given to the constructor is checked and copied twice.
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2)
    response.headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  return response;
};

function ask(url: URL, init: RequestInit, body: string | Uint8Array | undefined): Promise<IncomingMessage> {
  const { method = 'GET', signal } = init;
  const headers: Record<string, string | number> = { accept: '*/*', 'user-agent': 'node' };
  if (typeof body === 'string') headers['content-type'] = 'text/plain;charset=UTF-8';
  for (const [name, value] of listed(init.headers)) headers[name.toLowerCase()] = value;
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
  return new Promise((resolve, reject) => {
    const https = url.protocol === 'https:';
    const options: RequestOptions = { method, agent: https ? secure : plain, headers };
    const sent = (https ? askSecurely : askPlain)(url, options, resolve);
    // It ends an answer under way too: both share a socket.
    const onAbort = (): void => void sent.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });
    sent.once('close', () => signal?.removeEventListener('abort', onAbort));
    const fail = (cause: Error): void => reject(reasonOf(signal, 'fetch failed', cause));
    sent.on('error', fail);
    // Nobody has asked for another protocol, and what speaks it is no answer.
    sent.once('upgrade', (_message, socket) => {
      socket.destroy();
      fail(new Error('The server switched protocols.'));
    });
    sent.end(body);
  });
}

function streamOf(message: IncomingMessage, signal: Signal): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = inflated(message);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const onError = (cause: Error): void => {
          controller.error(reasonOf(signal, 'terminated', cause));
          leave();
        };
        source.on('data', (piece: Uint8Array<ArrayBuffer>) => {
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) <= 0) source.pause();
        });
        source.once('end', () => controller.close());
        source.on('error', onError);
        // A connection that breaks says so here, wherever the pieces come from.
        if (source !== message) message.on('error', onError);
      },
      pull: () => void source.resume(),
      cancel: leave,
    },
    { highWaterMark: heldBytes, size: (piece) => piece.byteLength },
  );

  function leave(): void {
    source.removeAllListeners('data').removeAllListeners('end');
    source.destroy();
    message.destroy();
  }
}

// We ask for none, but some servers compress all the same.
function inflated(message: IncomingMessage): Readable {
  const encoding = message.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return message.pipe(createGunzip());
  if (encoding === 'deflate') return message.pipe(createInflate());
  if (encoding === 'br') return message.pipe(createBrotliDecompress());
  return message;
}

function listed(headers: RequestInit['headers'] = {}): Iterable<readonly [name: string, value: string]> {
  return headers instanceof Headers || Array.isArray(headers)
    ? new Headers(headers)
    : Object.entries(headers);
}

type Signal = AbortSignal | null | undefined;

/** As fetch has it: the signal's own reason, or a TypeError with the cause. */
function reasonOf(signal: Signal, message: string, cause: Error): unknown {
  return signal?.aborted === true ? signal.reason : new TypeError(message, { cause });
}
