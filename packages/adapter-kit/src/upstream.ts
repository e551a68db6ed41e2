import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One call that the upstream has seen. */
export interface Hit {
  readonly model: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
  /** The caller went before the answer was complete. */
  aborted: boolean;
  /** Its answer has neither ended nor broken off. */
  open: boolean;
}

/** How one model answers. */
export type Behaviour = (response: ServerResponse, hit: Hit) => void;

/** A real server on a real port that plays the vendors. */
export interface Upstream {
  readonly baseURL: string;
  readonly hits: readonly Hit[];
  /** The models asked, in order. */
  models(): string[];
  close(): Promise<void>;
}

/** Starts an upstream whose models behave as told; a model that is not named answers 404. */
export async function startUpstream(behaviours: Readonly<Record<string, Behaviour>>): Promise<Upstream> {
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = bytes.toString();
      const url = request.url ?? '';
      const hit: Hit = {
        model: modelOf(url, body),
        url,
        headers: request.headers,
        body,
        bytes,
        aborted: false,
        open: true,
      };
      hits.push(hit);
      response.on('close', () => {
        hit.aborted = !response.writableEnded;
        hit.open = false;
      });
      const behave =
        behaviours[hit.model] ?? json(404, { error: { message: 'no such model', code: 'model_not_found' } });
      behave(response, hit);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address object.
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    hits,
    models: () => hits.map(({ model }) => model),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** In the path, in a form or in JSON. */
function modelOf(url: string, body: string): string {
  const inPath = /\/models\/([^/:]+):/.exec(url)?.[1];
  const inForm = /name="model"\r\n\r\n(.*)\r\n/.exec(body)?.[1];
  if (inPath !== undefined || inForm !== undefined) return inPath ?? inForm ?? '';
  try {
    // The tests send objects, and anything else fails the test by its model.
    return String((JSON.parse(body) as { model?: unknown }).model);
  } catch {
    return '';
  }
}

/** Answers with this status and body. */
export function json(
  status: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** The article's overload, word for word. */
export const overloaded: Behaviour = json(503, {
  error: {
    message:
      'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.',
    code: 'upstream_error',
    status: 503,
  },
});

/** An image that names the model that made it. */
export const image: Behaviour = (response, { model }) =>
  json(200, { created: 1, data: [{ b64_json: Buffer.from(model).toString('base64') }] })(response, {} as Hit);

/** The same, compressed on the way. */
export const gzippedImage: Behaviour = (response, { model }) => {
  const body = gzipSync(
    JSON.stringify({ created: 1, data: [{ b64_json: Buffer.from(model).toString('base64') }] }),
  );
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': body.length,
  });
  response.end(body);
};

/** A caller's own fault. */
export const badRequest: Behaviour = json(400, {
  error: {
    message: 'Invalid prompt.',
    type: 'invalid_request_error',
    param: 'prompt',
    code: 'invalid_value',
  },
});

/** Takes the request and never says a word. */
export const silent: Behaviour = () => undefined;

/** A body that dies after its head. */
export const cutBody: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write('{"created":1,"data":[{"b64', () => response.destroy());
};

/** The bytes of a chat chunk with this text. */
export function chunk(content: string): string {
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

/** An event stream of these pieces; `cut` destroys the socket behind the last, `open` leaves it be. */
export function events(pieces: readonly string[], end: 'end' | 'cut' | 'open' = 'end'): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // The callback of the last piece comes when the kernel has them all: only then may the socket die.
    for (const [at, piece] of pieces.entries()) {
      response.write(piece, () =>
        end === 'cut' && at === pieces.length - 1 ? response.destroy() : undefined,
      );
    }
    if (end === 'end') response.end();
  };
}

/** Until more may be written, or nobody reads any more. */
export async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  await Promise.race(['drain', 'close'].map((event) => once(response, event, { signal: over.signal })));
  // Takes the listener off that has waited in vain.
  over.abort();
}

/** The clean end of a chat stream. */
export const done = 'data: [DONE]\n\n';

/** A chat's answer that names the model that gave it. */
export const completion: Behaviour = (response, { model }) => {
  const message = { role: 'assistant', content: `I am ${model}.`, refusal: null };
  const choices = [{ index: 0, finish_reason: 'stop', logprobs: null, message }];
  json(200, { id: 'c', object: 'chat.completion', created: 1, model, choices })(response, {} as never);
};

/** The chunk that says why a chat has ended. */
export const stopped: string = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`;
