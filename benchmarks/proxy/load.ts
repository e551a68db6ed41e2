import { Agent, request } from 'node:http';

/** What one request of a workload sends. */
export interface Ask {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends `count` requests, `concurrency` at once; the times to the first byte, in milliseconds. */
export async function load(url: string, ask: Ask, count: number, concurrency: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) times.push(await once(url, ask, agent));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  return times;
}

function once(url: string, { path, body, headers }: Ask, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const sent = request(
      url + path,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
      },
      (answer) => {
        let first: number | undefined;
        answer.on('data', () => (first ??= performance.now() - startedAt));
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(first ?? NaN);
          else reject(new Error(`${url}${path} answered ${answer.statusCode}`));
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Requests whose answers nobody reads; the undo closes them. */
export function unread(url: string, { path, body, headers }: Ask, count: number): () => void {
  const requests = Array.from({ length: count }, () => {
    const sent = request(
      url + path,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => answer.pause(),
    );
    sent.on('error', () => undefined);
    sent.end(body);
    return sent;
  });
  return () => requests.forEach((sent) => sent.destroy());
}
