import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { hold } from './gate.ts';

// Holds each request until all of them are under way; then answers, streams, refuses or dies.
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    answer().catch(() => response.destroy());
  });
  async function answer(): Promise<void> {
    const kind = Math.random();
    await new Promise<void>((resolve) => {
      const forget = hold(resolve);
      response.once('close', forget).once('close', resolve);
    });
    if (response.destroyed) return;
    if (kind < 0.5) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'x'.repeat(5_000) } }] }),
      );
    } else if (kind < 0.8) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < 5; at++) {
        response.write(chunk(`word ${at} `));
        await wait(200 * Math.random());
      }
      response.end('data: [DONE]\n\n');
    } else if (kind < 0.9) response.destroy();
    else
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":{"message":"no","code":"invalid_value","param":"n"}}');
  }
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
