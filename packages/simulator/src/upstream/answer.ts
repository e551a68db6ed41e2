import { HttpResponse } from 'msw/http';
import { sleep } from '../clock/sleep.ts';
import { formatBeijing } from '../episodes/beijing-time.ts';
import { CLIENT_CLOSED_REQUEST } from '../journal/journal.ts';
import {
  errorAnswer,
  simulatorBug,
  unknownModel,
  unreadableBody,
  wrongParameter,
  type ErrorAnswer,
} from './error-answer.ts';
import type { Fate } from './simulated-model.ts';
import { simulationHeaders, type Upstream } from './upstream.ts';

export type RequestBody = Readonly<Record<string, unknown>>;

/** One successful call, as an endpoint sees it. */
export interface Call {
  readonly model: string;
  readonly body: RequestBody;
  /** Simulated seconds since the Unix epoch, for `created`. */
  readonly created: number;
  readonly n: number;
  readonly latencyMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Waits on the simulated clock; rejects when the client goes away. */
  wait(ms: number): Promise<void>;
  /** To be called when the client goes away after the answer began. */
  abandon(): void;
}

/** What differs between the endpoints. */
export interface Endpoint {
  /** What is wrong with the parameters, if anything. */
  check(body: RequestBody): ErrorAnswer | undefined;
  /** Waits as long as `call.latencyMs` says and answers. */
  respond(call: Call): Promise<Response>;
}

// An upstream turns a bad request down at once. A choice.
const REJECTION: Fate = { n: 0, status: 400, latencyMs: 0, episode: undefined };

/** The life of one request: read, checked, decided, waited for, answered, journalled. */
export async function answer(upstream: Upstream, endpoint: Endpoint, request: Request): Promise<Response> {
  const { clock, journal } = upstream;
  const arrivedAt = clock.now();
  const moment = Math.floor(clock.wallNow());
  let model = '';
  let fate = REJECTION;
  let markAborted: (() => void) | undefined;

  const record = (status: number, aborted: boolean): (() => void) =>
    journal.add({
      t: moment,
      time: formatBeijing(moment),
      model,
      n: fate.n,
      status,
      latencyMs: aborted ? Math.round(clock.now() - arrivedAt) : fate.latencyMs,
      episode: fate.episode,
      aborted,
    });

  const headers = (): Record<string, string> => simulationHeaders(upstream, moment, fate.episode, fate.n);
  const fail = (error: ErrorAnswer): Response => {
    record(error.status, false);
    return HttpResponse.json(error.body, {
      status: error.status,
      headers: { ...headers(), ...error.headers },
    });
  };

  try {
    const body = await readBody(request);
    if (body === undefined) return fail(unreadableBody());
    if (typeof body['model'] !== 'string') return fail(wrongParameter('model', body['model'], 'a string'));
    model = body['model'];
    const simulated = upstream.models.get(model);
    if (simulated === undefined) return fail(unknownModel(model));
    const problem = endpoint.check(body);
    if (problem !== undefined) return fail(problem);

    fate = simulated.arrive(moment);
    if (fate.status !== 200) {
      await sleep(clock, fate.latencyMs, request.signal);
      return fail(errorAnswer(fate.status));
    }
    const response = await endpoint.respond({
      model,
      body,
      created: Math.floor(moment / 1_000),
      n: fate.n,
      latencyMs: fate.latencyMs,
      headers: headers(),
      wait: (ms) => sleep(clock, ms, request.signal),
      abandon: () => markAborted?.(),
    });
    markAborted = record(200, false);
    return response;
  } catch {
    // The client went away: nobody reads this answer, the journal alone knows of the request.
    if (request.signal.aborted) {
      record(CLIENT_CLOSED_REQUEST, true);
      return HttpResponse.error();
    }
    return fail(simulatorBug());
  }
}

async function readBody(request: Request): Promise<RequestBody | undefined> {
  const text = await request.text();
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
