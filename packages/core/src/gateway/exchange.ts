import { attachTrail, trailOf } from '../errors.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import type { Trail, Verdict } from '../outcome.ts';
import { answerHeaders, stamp } from './answer-headers.ts';
import { callUpstream } from './call-upstream.ts';
import type { Engine } from './engine.ts';
import { failoverErrorAnswer, isConfidential, openAiError } from './error-answer.ts';
import { spliceModel, type ModelPlace } from './json-model.ts';
import { RefusedAnswer, toBodyInit, type UpstreamAnswer } from './upstream-answer.ts';
import type { Route } from './routes.ts';

/** One request of a client, read and understood, on its way through the chain. */
export interface Exchange<M extends string> {
  readonly route: Route;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly place: ModelPlace;
  /** The model asked for first, then the rest of the chain. */
  readonly order: readonly M[];
  readonly signal: AbortSignal;
  /** The page that asked, when a browser says so. */
  readonly origin: string | null;
  url(target: ModelTarget<M>): string;
  headers(target: ModelTarget<M>): Promise<Headers>;
}

/**
 * Walks the chain for one request and turns what came of it into the client's answer.
 *
 * Rejects only with the signal's reason, or with a fault that is neither an upstream's nor the chain's.
 */
export async function answer<M extends string>(engine: Engine<M>, exchange: Exchange<M>): Promise<Response> {
  const { order, signal, route } = exchange;
  const bodyFor = bodies(exchange);
  try {
    const { value, trail } = await engine.runDetailed(
      async (model, attempt) => {
        const target = engine.target(model);
        return await callUpstream({
          fetch: target.fetch,
          url: exchange.url(target),
          headers: await exchange.headers(target),
          body: bodyFor(target),
          signal: attempt.signal,
          clientSignal: signal,
          route,
          classify: (evidence) => engine.classify(evidence),
          onBroken: (evidence) => engine.reportBroken(model, evidence),
        });
      },
      { signal, models: order },
    );
    return finish(engine, exchange, committed(value), trail);
  } catch (error) {
    signal.throwIfAborted();
    const trail = trailOf(error);
    // One upstream has judged the request itself: the client gets that judgement, not another model's.
    if (error instanceof RefusedAnswer) return finish(engine, exchange, refused(engine, error), trail);
    const ours = failoverErrorAnswer(error);
    if (ours === undefined) throw error;
    return finish(engine, exchange, ours, trail);
  }
}

function finish<M extends string>(
  engine: Engine<M>,
  exchange: Exchange<M>,
  response: Response,
  trail: Trail | undefined,
): Response {
  const headers = new Headers(response.headers);
  stamp(headers, trail === undefined ? [] : engine.headersFor(trail), exchange.origin);
  const { status, statusText } = response;
  const finished = new Response(response.body, { status, statusText, headers });
  if (trail !== undefined) attachTrail(finished, trail);
  return finished;
}

function committed({ status, headers, body, streaming }: UpstreamAnswer): Response {
  const ours = answerHeaders(headers);
  if (streaming) {
    // compression() skips no-transform, and nginx buffers without the second: both would hold events back.
    ours.delete('content-length');
    ours.set('cache-control', 'no-cache, no-transform');
    ours.set('x-accel-buffering', 'no');
  } else if (!(body instanceof ReadableStream)) {
    ours.set('content-length', String(body.reduce((size, piece) => size + piece.byteLength, 0)));
  }
  // A null body status takes no body at all, not even an empty one.
  return new Response(status === 204 || status === 205 || status === 304 ? null : toBodyInit(body), {
    status,
    headers: ours,
  });
}

function refused<M extends string>(engine: Engine<M>, error: RefusedAnswer): Response {
  const { kind } = engine.classify(error.evidence);
  const status = error.answer.status >= 400 ? error.answer.status : statusOf(kind, error.evidence.body);
  if (isConfidential(kind)) return openAiError(status, kind, 'The upstream refused this server.');
  if (error.answer.streaming && !hasError(error.evidence.body)) {
    return openAiError(status, kind, 'The upstream refused the request.');
  }
  // An error that came inside a 2xx gets the status it should have had, or an SDK would call it a success.
  if (error.answer.status < 400 && hasError(error.evidence.body))
    return Response.json(error.evidence.body, { status });
  return committed(error.answer);
}

function hasError(body: unknown): body is { readonly error: unknown } {
  return typeof body === 'object' && body !== null && 'error' in body && body.error !== null;
}

const statusByKind: Partial<Record<Verdict['kind'], number>> = {
  invalid_request: 400,
  unsupported_parameter: 400,
  content_blocked: 400,
  too_large: 413,
  auth: 401,
  permission: 403,
  region_blocked: 403,
  model_not_found: 404,
  rate_limited: 429,
};

function statusOf(kind: Verdict['kind'], body: unknown): number {
  const { error } = hasError(body) ? body : { error: undefined };
  for (const name of ['status', 'code'] as const) {
    const said: unknown =
      typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
    if (typeof said === 'number' && said >= 400 && said <= 599) return said;
  }
  return statusByKind[kind] ?? 502;
}

// Each hop changes the model that is really sent. With `adapt` the body is parsed once for all hops.
function bodies<M extends string>({
  body,
  place,
}: Exchange<M>): (target: ModelTarget<M>) => Uint8Array<ArrayBuffer> {
  let parsed: Readonly<Record<string, unknown>> | undefined;
  return ({ adapt, upstreamModel }) => {
    if (adapt === undefined) return spliceModel(body, place, upstreamModel);
    // findModel has seen that it is an object.
    parsed ??= JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    // A copy for each: what one model's `adapt` changes must not reach the next model.
    const adapted = { ...adapt(structuredClone(parsed)), model: upstreamModel };
    return new TextEncoder().encode(JSON.stringify(adapted));
  };
}
