import {
  chunk,
  completion,
  done,
  overloaded,
  startUpstream,
  stopped,
  type Behaviour,
  type Upstream,
} from '../../packages/adapter-kit/src/upstream.ts';

/** How the fallback answers a call, said in its message. */
export type Wish = 'answer' | 'long' | 'never';

/** Longer than Bun's idle limit of `app/bun.js` takes to close a connection. */
const longMs = 6_000;

/** How long the primary takes when it is back: longer than its fallback, as the better model does. */
const primaryMs = 400;

export const streamed: string = chunk('one ') + chunk('two') + stopped + done;

/** An upstream whose primary is overloaded until it recovers. */
export interface Vendor extends Upstream {
  recover(): void;
}

export async function startVendor(): Promise<Vendor> {
  let recovered = false;
  const primary: Behaviour = (response, hit) => {
    if (!recovered) overloaded(response, hit);
    else setTimeout(() => completion(response, hit), primaryMs);
  };
  const backup: Behaviour = (response, hit) => {
    // The tests send nothing else.
    const asked = JSON.parse(hit.body) as { messages: [{ content: Wish }]; stream: boolean };
    const [{ content }] = asked.messages;
    const delayMs = content === 'long' ? longMs : 50;
    if (asked.stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('one '));
    }
    if (content === 'never') return;
    setTimeout(() => {
      if (asked.stream) response.end(chunk('two') + stopped + done);
      else completion(response, hit);
    }, delayMs);
  };
  const upstream = await startUpstream({ primary, backup });
  return { ...upstream, recover: () => void (recovered = true) };
}
