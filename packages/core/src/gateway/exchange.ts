import type { ImageFormat } from '../chain/image-family.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import { attachTrail, trailOf } from '../errors.ts';
import { AnswerError } from '../failover/answer-error.ts';
import type { Attempt, Trail } from '../outcome.ts';
import { stamp } from './answer-headers.ts';
import { asChatEvents } from './chat-events.ts';
import { callUpstream, type Client } from './call-upstream.ts';
import type { ClientBody } from './client-body.ts';
import { committed } from './committed.ts';
import { demandsOf, isAble } from './demands.ts';
import type { Engine } from './engine.ts';
import { badRequest, failoverErrorAnswer, unreadable } from './error-answer.ts';
import { expectedAnswer, expectedImages } from './image-answer.ts';
import { KeptAnswer } from './kept-answer.ts';
import type { Order } from './order.ts';
import { isPlain, type Answer } from './plain-answer.ts';
import { noAnswer, refused } from './refusal.ts';
import type { Route } from './routes.ts';
import type { SentHeaders } from './upstream-request.ts';
import { upstreamBodies } from './upstream-body.ts';
import { RefusedAnswer, type UpstreamAnswer } from './upstream-answer.ts';

/** One request of a client, read and understood, on its way through the chain. */
export interface Exchange<M extends string> {
  readonly route: Route;
  readonly body: ClientBody;
  readonly order: Order<M>;
  readonly client: Client;
  /** The page that asked, when a browser says so. */
  readonly origin: string | null;
  url(target: ModelTarget<M>): string;
  headers(target: ModelTarget<M>): SentHeaders | Promise<SentHeaders>;
}

/**
 * Walks the chain for one request and turns what came of it into the client's answer.
 *
 * Rejects only with the signal's reason, or with a fault that is neither an upstream's nor the chain's.
 */
export async function answer<M extends string>(engine: Engine<M>, exchange: Exchange<M>): Promise<Answer> {
  const { order, route, body } = exchange;
  const { signal } = exchange.client;
  const { dialect } = route;
  const demands = demandsOf(route, body);
  // Without failover nobody stands in for the first.
  const candidates = order.failover ? order.models : order.models.slice(0, 1);
  const unable = new Set<M>();
  for (const model of candidates) if (!isAble(engine.target(model), demands)) unable.add(model);
  if (unable.size === candidates.length) return nobodyCan(exchange, demands.capabilities);
  if (order.models.some((model) => engine.target(model).adapt !== undefined) && !isWhole(body))
    return unreadable(dialect, route.forms === true);
  const answers = new KeptAnswer();
  const call = createCall(engine, exchange, answers);
  try {
    const { value, trail } = await engine.runDetailed(
      (model, attempt) => call.ask(engine.target(model), attempt),
      { signal, clientsKey: true, ...order, unable },
    );
    answers.keep(value);
    return finish(committed(value), trail);
  } catch (error) {
    answers.keep(undefined);
    signal.throwIfAborted();
    const trail = trailOf(error);
    // One upstream has judged the request itself: the client gets that judgement, not another model's.
    if (error instanceof RefusedAnswer) return finish(refused(engine, error, dialect), trail);
    if (error instanceof AnswerError) return finish(noAnswer(engine, error, dialect), trail);
    // Without failover the deadline itself is what the caller is told.
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return finish(noAnswer(engine, { evidence: { error, signalReason: error } }, dialect), trail);
    const ours = failoverErrorAnswer(dialect, error);
    if (ours === undefined) throw error;
    return finish(ours, trail);
  }

  function finish(response: Answer, trail: Trail | undefined): Answer {
    // Every answer was made here, never by a fetch, so its headers may be changed.
    const ours = trail === undefined ? [] : engine.headersFor(trail, call.removed(trail.served));
    stamp(response.headers, ours, exchange.origin);
    if (trail === undefined) return response;
    if (isPlain(response)) response.trail = trail;
    else attachTrail(response, trail);
    return response;
  }
}

interface Call<M extends string> {
  ask(target: ModelTarget<M>, attempt: Pick<Attempt, 'signal'>): Promise<UpstreamAnswer>;
  /** The parameters that this model was not told. */
  removed(model: string | undefined): readonly string[];
}

function createCall<M extends string>(
  engine: Engine<M>,
  exchange: Exchange<M>,
  answers: KeptAnswer,
): Call<M> {
  const { route, body, order } = exchange;
  const requested = engine.target(order.requested);
  const expected =
    route.dialect === 'images'
      ? expectedImages(body, requested, route.path(requested.upstreamModel))
      : undefined;
  const format: ImageFormat | undefined = expected?.format;
  const chatStream = route.dialect === 'chat' && String(body.field('stream')) === 'true';
  const textIsEnough = route.dialect === 'gemini' && wantsNoPicture(body);
  const bodyFor = upstreamBodies(route, body, format);
  const removals = new Map<string, readonly string[]>();
  return {
    removed: (model) => (model === undefined ? undefined : removals.get(model)) ?? [],
    async ask(target, attempt) {
      const { bytes, removed } = bodyFor(target);
      removals.set(target.name, removed);
      const answered = await callUpstream({
        fetch: target.fetch,
        redirect: target.redirect,
        url: exchange.url(target),
        headers: await exchange.headers(target),
        body: bytes,
        signal: attempt.signal,
        client: exchange.client,
        route,
        classify: engine.classify,
        textIsEnough,
      });
      const wanted = chatStream
        ? asChatEvents(answered)
        : expected === undefined
          ? answered
          : await expectedAnswer(answered, expected, target, attempt.signal);
      answers.add(wanted);
      return wanted;
    },
  };
}

// An image model that is asked for text has answered when it has written some.
function wantsNoPicture(body: ClientBody): boolean {
  const config = body.field('generationConfig');
  const wished: unknown =
    typeof config === 'object' && config !== null && 'responseModalities' in config
      ? config.responseModalities
      : undefined;
  return Array.isArray(wished) && wished.length > 0 && !wished.some((one) => /^image$/i.test(String(one)));
}

// What only a full parse finds out is the caller's own fault: it must not count against the models that adapt.
function isWhole(body: ClientBody): boolean {
  try {
    body.fields();
    return true;
  } catch {
    return false;
  }
}

const inWords: Readonly<Record<string, string>> = {
  edits: 'edit a picture',
  'several-images': 'make that many pictures in one call',
  'transparent-background': 'make a transparent background',
  'gemini-native': "answer Gemini's own calls",
};

function nobodyCan({ route }: Pick<Exchange<string>, 'route'>, needs: readonly string[]): Response {
  const message = `No model of the chain can ${needs.map((need) => inWords[need] ?? need).join(' and ')}.`;
  return badRequest(route.dialect, { code: 'unsupported_parameter', message });
}
