import type { ModelTarget } from '../chain/model-spec.ts';
import { InvalidOptionsError } from '../errors.ts';
import { askedOf, ClientGone, type Asked, type AskedHeaders, type Asker } from './asked.ts';
import { askedModel, bodyType, readClientBody } from './client-request.ts';
import type { Engine } from './engine.ts';
import { badRequest, errorAnswer, failoverErrorAnswer, modelNotFound, unreadable } from './error-answer.ts';
import { answer } from './exchange.ts';
import { createFetch } from './fetch.ts';
import { gatewaySettings, type GatewayOptions, type GatewaySettings } from './gateway-options.ts';
import { modelsAnswer } from './models-answer.ts';
import { orderFor } from './order.ts';
import { passThrough } from './pass-through.ts';
import { toResponse, type Answer } from './plain-answer.ts';
import { asksForModels, matchRoute, type Dialect, type Route } from './routes.ts';
import {
  accountHeaders,
  allowedHeaders,
  authorize,
  credentialHeaders,
  upstreamUrl,
  urlOfTarget,
  type SentHeaders,
} from './upstream-request.ts';
import { readWishes } from './wishes.ts';

/** OpenAI-style routes in front of a chain. */
export interface Gateway {
  /** Answers a request of one of our routes; undefined means: not ours, and nothing of it was read. */
  handle(request: Request, options?: GatewayOptions): Promise<Response | undefined>;
  /** The same without the web's Request and Response. */
  readonly ask: Asker;
  /** The same for SDKs that take a `fetch`. */
  readonly fetch: typeof globalThis.fetch;
}

/** Client closed request: nobody reads it, but a log may. */
const clientClosed = 499;
const help = 'https://github.com/failsoft/failsoft/blob/main/docs/errors/open_gateway.md';

/** Puts the routes and the fetch wrapper in front of a walk. */
export function createGateway<M extends string>(engine: Engine<M>): Gateway {
  let warned = false;

  return {
    fetch: createFetch(engine),
    ask,
    async handle(request, options) {
      const answered = await ask(askedOf(request), options);
      return answered === undefined ? undefined : toResponse(answered);
    },
  };

  async function ask(asked: Asked, options?: GatewayOptions): Promise<Answer | undefined> {
    const settings = gatewaySettings(options);
    const { method, pathname } = asked;
    const route = matchRoute(method, pathname, settings.prefix);
    if (route === undefined && !asksForModels(method, pathname, settings.prefix)) return undefined;
    const dialect = route?.dialect ?? 'chat';
    try {
      if (settings.authorize === undefined) warnOnce();
      else {
        const refusal = await guard(asked, settings.authorize, dialect);
        if (refusal !== undefined) return refusal;
      }
      if (route === undefined) return modelsAnswer(engine, method);
      return await handOn(asked, route, settings);
    } catch (error) {
      if (asked.signal.aborted || error instanceof ClientGone)
        return new Response(null, { status: clientClosed });
      const ours = failoverErrorAnswer(dialect, error);
      if (ours === undefined) throw error;
      return ours;
    }
  }

  function warnOnce(): void {
    if (warned || !engine.models.some((model) => engine.target(model).apiKey !== undefined)) return;
    warned = true;
    engine.warn(
      `failsoft: this gateway has an API key and no \`authorize\`: whoever reaches it spends your money. Say who may come in, see ${help}`,
    );
  }

  async function guard(
    asked: Asked,
    allow: NonNullable<GatewaySettings['authorize']>,
    dialect: Dialect,
  ): Promise<Response | undefined> {
    const verdict = await allow(asked.request());
    if (verdict === true) return undefined;
    if (verdict instanceof Response) return verdict;
    const message = 'This gateway does not know you.';
    return errorAnswer(dialect, {
      status: 401,
      code: 'unauthorized',
      message,
      type: 'invalid_request_error',
    });
  }

  async function handOn(client: Asked, route: Route, settings: GatewaySettings): Promise<Answer> {
    const { dialect } = route;
    const { headers: sent, search } = client;
    const body = readClientBody(route, await client.body(settings.maxBodyBytes), sent.get('content-type'));
    if (body === undefined) return unreadable(dialect, route.forms === true);
    const wishes = readWishes(sent);
    const asked = askedModel(route, body);
    const order = 'header' in wishes ? wishes : orderFor(engine, asked, wishes);
    if (order !== undefined && 'header' in order)
      return badRequest(dialect, { code: 'invalid_header', message: order.message, param: order.header });
    // Before the walk: a chain without an address is a mistake of its owner, not a failure of a model.
    for (const model of order?.models ?? engine.models.slice(0, 1)) baseOf(engine.target(model));

    const ofClient = allowedHeaders(sent, settings.forwardHeaders);
    ofClient['content-type'] = bodyType(sent.get('content-type'));
    const headersFor = (target: ModelTarget, first: boolean): SentHeaders | Promise<SentHeaders> => {
      const headers = { ...ofClient };
      // One key for one body: another model's request is another one, and a vendor may refuse the key for it.
      if (!first) delete headers['idempotency-key'];
      if (settings.credentials === 'passthrough' && livesWithPrimary(target)) {
        copy(credentialHeaders, sent, headers);
        if (target.apiKey === undefined) copy(accountHeaders, sent, headers);
      }
      return authorize(headers, target, dialect);
    };
    if (order === undefined) {
      const target = primary();
      if (settings.unknownModel === 'refuse' || target === undefined)
        return modelNotFound(dialect, asked ?? '');
      const headers = headersFor(target, true);
      const bytes = body.with(new Map());
      return await passThrough(engine, target, {
        route,
        signal: client.signal,
        client,
        headers,
        body: bytes,
        url: upstreamUrl(baseOf(target), route, asked ?? '', search),
      });
    }
    return await answer(engine, {
      route,
      body,
      order,
      client,
      origin: sent.get('origin'),
      url: (target) => urlOfTarget(target, baseOf(target), route, search),
      headers: (target) => headersFor(target, target.name === order.models[0]),
    });
  }

  function primary(): ModelTarget<M> | undefined {
    const [head] = engine.models;
    return head === undefined ? undefined : engine.target(head);
  }

  // The client has its credentials from one vendor; no other may see them.
  function livesWithPrimary(target: ModelTarget): boolean {
    const home = primary();
    return home !== undefined && new URL(baseOf(home)).origin === new URL(baseOf(target)).origin;
  }
}

function copy(names: readonly string[], from: AskedHeaders, to: SentHeaders): void {
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) to[name] = value;
  }
}

function baseOf(target: ModelTarget): string {
  if (target.baseURL !== undefined) return target.baseURL;
  throw new InvalidOptionsError(
    `The gateway cannot reach ${JSON.stringify(target.name)}: it has no baseURL. Give createFailover a baseURL, or this model its own.`,
  );
}
