import { attachTrail, trailOf } from '../errors.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import { AnswerError } from '../failover/answer-error.ts';
import type { Trail } from '../outcome.ts';
import { stamp } from './answer-headers.ts';
import { callUpstream } from './call-upstream.ts';
import { committed } from './committed.ts';
import type { Engine } from './engine.ts';
import { failoverErrorAnswer } from './error-answer.ts';
import type { ModelPlace } from './json-model.ts';
import { keepOne } from './keep-one.ts';
import { modelBodies } from './model-bodies.ts';
import type { Order } from './order.ts';
import { noAnswer, refused } from './refusal.ts';
import { RefusedAnswer } from './upstream-answer.ts';
import type { Route } from './routes.ts';

/** One request of a client, read and understood, on its way through the chain. */
export interface Exchange<M extends string> {
  readonly route: Route;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly place: ModelPlace;
  readonly order: Order<M>;
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
  const bodyFor = modelBodies(exchange);
  const answers = keepOne();
  try {
    const { value, trail } = await engine.runDetailed(
      async (model, attempt) => {
        const target = engine.target(model);
        const answered = await callUpstream({
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
        answers.add(answered);
        return answered;
      },
      { signal, ...order },
    );
    answers.keep(value);
    return finish(engine, exchange, committed(value), trail);
  } catch (error) {
    answers.keep(undefined);
    signal.throwIfAborted();
    const trail = trailOf(error);
    // One upstream has judged the request itself: the client gets that judgement, not another model's.
    if (error instanceof RefusedAnswer) return finish(engine, exchange, refused(engine, error), trail);
    const ours = error instanceof AnswerError ? noAnswer(engine, error) : failoverErrorAnswer(error);
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
  // Every answer was made here, never by a fetch, so its headers may be changed.
  stamp(response.headers, trail === undefined ? [] : engine.headersFor(trail), exchange.origin);
  if (trail !== undefined) attachTrail(response, trail);
  return response;
}
