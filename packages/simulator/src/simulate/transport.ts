import { sleep, untilAborted } from '../clock/sleep.ts';
import { statusOf } from '../faults/fault.ts';
import { errorAnswer, toResponse } from '../upstream/error-answer.ts';
import type { Served, SimulatedRequest } from './ledger.ts';
import type { Arena } from './policy.ts';
import { hangs } from './world.ts';

/** The simulated upstream as a `fetch`, without what costs time: no routes, no pictures, no headers. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  /** How often it was asked. */
  readonly calls: number;
  /** What makes a request recognisable upstream, whatever the failover does to its headers. */
  promptFor(request: SimulatedRequest): string;
  /** Who answered and how long that call took. */
  readAnswer(body: unknown): Served | undefined;
  forget(request: SimulatedRequest): void;
}

const PROMPT = /"prompt":"simulated request (\d+)"/;
const MODEL = /"model":"([^"]*)"/;

export function createTransport({ clock, world, ledger }: Arena): Transport {
  const triesOf = new Map<number, Map<string, number>>();
  const decoder = new TextDecoder();
  const neverAborted = new AbortController().signal;
  let calls = 0;

  async function simulatedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    calls += 1;
    const text = await textOf(input, init, decoder);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : neverAborted);
    const name = MODEL.exec(text)?.[1] ?? '';
    const id = Number(PROMPT.exec(text)?.[1] ?? NaN);
    const tries = triesOf.get(id) ?? new Map<string, number>();
    triesOf.set(id, tries);
    const moment = clock.wallNow();
    const fate = world.call(id, name, tries, moment);
    ledger.called(name, fate.episode !== undefined);
    if (hangs(fate)) return untilAborted(signal);
    await sleep(clock, fate.latencyMs, signal);
    if (fate.fault !== undefined) {
      const retryAfterMs = fate.fault.kind === 'status' ? fate.fault.retryAfterMs : undefined;
      return toResponse(errorAnswer(statusOf(fate.fault), 'openai', retryAfterMs), {});
    }
    ledger.paid(name);
    const data = [{ url: `https://simulation.invalid/${id}/${fate.latencyMs}` }];
    const body = JSON.stringify({ created: Math.floor(moment / 1_000), model: name, data });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  }

  return {
    fetch: simulatedFetch,
    get calls() {
      return calls;
    },
    promptFor: ({ id }) => `simulated request ${id}`,
    readAnswer(body) {
      const text = JSON.stringify(body);
      const model = MODEL.exec(text)?.[1];
      const callMs = Number(/simulation\.invalid\/\d+\/(\d+)/.exec(text)?.[1] ?? NaN);
      return model === undefined || Number.isNaN(callMs) ? undefined : { model, callMs };
    },
    forget({ id }) {
      triesOf.delete(id);
    },
  };
}

async function textOf(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  decoder: TextDecoder,
): Promise<string> {
  const body = init?.body;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return decoder.decode(body);
  return new Request(input, init).text();
}
