import { sleep, untilAborted } from '../clock/sleep.ts';
import { statusOf } from '../faults/fault.ts';
import { errorAnswer, toResponse, type Dialect } from '../upstream/error-answer.ts';
import type { Served, SimulatedRequest } from './ledger.ts';
import type { Arena } from './policy.ts';
import { hangs } from './world.ts';

/** The simulated upstream as a `fetch`, without what costs time: no routes, no pictures, no headers. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  /** How often it was asked. */
  readonly calls: number;
  /** What makes a request recognisable upstream, whatever the failover does to its headers and its shape. */
  promptFor(request: SimulatedRequest): string;
  /** Who answered a request, and how long that call took. */
  readAnswer(request: SimulatedRequest, response: Response): Promise<Served | undefined>;
  forget(request: SimulatedRequest): void;
}

interface Known {
  readonly tries: Map<string, number>;
  /** Calls that brought a picture, latest last. */
  readonly brought: Served[];
}

const PROMPT = /simulated request (\d+)/;
const MODEL = /"model":("(?:[^"\\]|\\.)*")/;
const GEMINI_MODEL = /\/models\/([^/:]+):/;
// The first bytes of a PNG, and which of the request's pictures it is: bridges and gateways that turn one answer
// into another carry the picture over as it is.
const PICTURE = /iVBORw0KGgoA(\d{4})/;
const pictureOf = (place: number): string => `iVBORw0KGgoA${String(place).padStart(4, '0')}`;

export function createTransport({ clock, world, ledger }: Arena): Transport {
  const known = new Map<number, Known>();
  const decoder = new TextDecoder();
  const neverAborted = new AbortController().signal;
  let calls = 0;

  function knownOf(id: number): Known {
    const found = known.get(id) ?? { tries: new Map(), brought: [] };
    known.set(id, found);
    return found;
  }

  async function simulatedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    calls += 1;
    const text = await textOf(input, init, decoder);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : neverAborted);
    const native = GEMINI_MODEL.exec(input instanceof Request ? input.url : String(input))?.[1];
    const name = native === undefined ? modelIn(text) : decoded(native);
    const dialect: Dialect = native === undefined ? 'openai' : 'gemini';
    const id = Number(PROMPT.exec(text)?.[1] ?? NaN);
    const { tries, brought } = knownOf(id);
    const fate = world.call(id, name, tries, clock.wallNow());
    ledger.called(name, fate.episode !== undefined);
    if (hangs(fate)) return untilAborted({ signal });
    await sleep(clock, fate.latencyMs, signal);
    if (fate.fault !== undefined) {
      const retryAfterMs = fate.fault.kind === 'status' ? fate.fault.retryAfterMs : undefined;
      return toResponse(errorAnswer(statusOf(fate.fault), dialect, retryAfterMs), {});
    }
    ledger.paid(name);
    brought.push({ model: name, callMs: fate.latencyMs });
    const answer = dialect === 'gemini' ? geminiAnswer : openAIAnswer;
    const body = JSON.stringify(answer(name, pictureOf(brought.length)));
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  }

  return {
    fetch: simulatedFetch,
    get calls() {
      return calls;
    },
    promptFor: ({ id }) => `simulated request ${id}`,
    async readAnswer({ id }, response) {
      const text = await response.text();
      const { brought } = knownOf(id);
      const place = PICTURE.exec(text)?.[1];
      const call = place === undefined ? undefined : brought[Number(place) - 1];
      // Upstream a model may have another name than in the chain, which the header tells as a URL would.
      const told = response.headers.get('x-served-model');
      const model = told === null ? call?.model : decoded(told);
      return call === undefined || model === undefined ? undefined : { model, callMs: call.callMs };
    },
    forget({ id }) {
      known.delete(id);
    },
  };
}

function modelIn(text: string): string {
  return String(JSON.parse(MODEL.exec(text)?.[1] ?? '""'));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const openAIAnswer = (model: string, picture: string): object => ({
  created: 0,
  model,
  data: [{ b64_json: picture }],
});

const geminiAnswer = (model: string, picture: string): object => ({
  candidates: [
    {
      content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: picture } }] },
      finishReason: 'STOP',
      index: 0,
    },
  ],
  modelVersion: model,
});

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
