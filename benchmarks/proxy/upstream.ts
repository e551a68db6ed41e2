import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The vendors: what they answer hangs on the model alone.
const picture = (bytes: number): Buffer =>
  Buffer.from(JSON.stringify({ created: 1, data: [{ b64_json: 'A'.repeat(bytes) }] }));
const answers: Readonly<Record<string, Buffer>> = {
  small: picture(2_000),
  large: picture(4_000_000),
  huge: picture(20_000_000),
};
const overloaded = Buffer.from(
  JSON.stringify({
    error: {
      message: 'This model is currently experiencing high demand.',
      code: 'upstream_error',
      status: 503,
    },
  }),
);
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'stream', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const events = [...Array.from({ length: 50 }, (_, at) => chunk(`word ${at} `)), 'data: [DONE]\n\n'];

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { model } = JSON.parse(Buffer.concat(pieces).toString()) as { model: string };
    if (model === 'stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of events) response.write(event);
      return response.end();
    }
    const body = answers[model] ?? overloaded;
    response.writeHead(body === overloaded ? 503 : 200, {
      'content-type': 'application/json',
      'content-length': body.length,
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
