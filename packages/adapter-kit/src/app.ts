import { createFailover, type Failover, type FailoverOptions, type GatewayOptions } from '@failsoft/core';
import type { FailoverHandle } from '@failsoft/core/adapter';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { startUpstream, type Behaviour, type Upstream } from './upstream.ts';

/** What an app of the framework under test consists of. */
export interface AppPlan {
  readonly models: Failover;
  /** What `gateway(models, options)` is given beside its prefix. */
  readonly gateway: GatewayOptions;
  /** Where the gateway is mounted. */
  readonly at: string;
  /** What stands above everything. */
  readonly above: Above;
  /** Listens for HTTP/2 without TLS. */
  readonly http2: boolean;
  /** A second chain, mounted beside the first under the property `other`. */
  readonly other: Failover | undefined;
  /** A middleware above everything has set `Access-Control-Expose-Headers: X-Mine`, `X-Earlier` and a cookie. */
  readonly cors: boolean;
  /** What `POST /own` answers as JSON, with `failover(models)` mounted above it. */
  readonly own: (handle: FailoverHandle, other: FailoverHandle | undefined) => Promise<unknown>;
}

/**
 * Middleware that has been seen to break proxies: parsers that read the body (`rawBody` keeps the bytes beside
 * a wrong object, `emptyBody` leaves `{}` and reads nothing, `formParser` takes a form apart), compression, and
 * something that has answered already.
 */
export type Above =
  | 'nothing'
  | 'jsonParser'
  | 'rawBody'
  | 'emptyBody'
  | 'formParser'
  | 'compression'
  | 'earlyAnswer';

/**
 * Builds the app and listens on 127.0.0.1: `gateway(models)` below `at`, `failover(models)`, `POST /own`,
 * `status(models)` at `/status`, and behind all of them a route that answers everything with
 * `{"next": <the JSON body or null>}`.
 */
export interface StartApp {
  (plan: AppPlan): Promise<RunningApp>;
  /** How the chain asks its upstream. @default the global fetch */
  readonly transport?: typeof globalThis.fetch;
}

export interface RunningApp {
  readonly url: string;
  /** How it is asked, when it has no port. @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** An app, its chain and its upstream, all real, all gone when the test is over. */
export interface Stage {
  readonly url: string;
  readonly models: Failover;
  readonly upstream: Upstream;
  readonly openai: OpenAI;
  readonly fetch: typeof globalThis.fetch;
  readonly post: (path: string, body: unknown, init?: RequestInit) => Promise<Response>;
}

/** Sets the stage: the chain is the upstream's models in the order given. */
export async function setStage(
  start: StartApp,
  behaviours: Readonly<Record<string, Behaviour>>,
  plan: Partial<Omit<AppPlan, 'models'>> & { readonly chain?: Partial<FailoverOptions> } = {},
): Promise<Stage> {
  const upstream = await startUpstream(behaviours);
  onTestFinished(() => upstream.close());
  const [head = '', ...rest] = Object.keys(behaviours);
  const models = createFailover({
    baseURL: upstream.baseURL,
    apiKey: 'secret',
    ...(start.transport === undefined ? {} : { fetch: start.transport }),
    ...plan.chain,
    models: [head, ...rest],
  });
  const app = await start({
    // A guard of one's own, so that the warning of an open gateway stays where it is tested.
    gateway: { authorize: () => true },
    at: '/v1',
    above: 'nothing',
    http2: false,
    other: undefined,
    cors: false,
    own: () => Promise.resolve(null),
    ...plan,
    models,
  });
  onTestFinished(() => app.close());
  onTestFinished(() => models.close());
  const ask = app.fetch ?? ((input, init) => globalThis.fetch(input, init));
  return {
    fetch: ask,
    url: app.url,
    models,
    upstream,
    openai: new OpenAI({
      baseURL: `${app.url}${plan.at ?? '/v1'}`,
      apiKey: 'client',
      maxRetries: 2,
      fetch: ask,
    }),
    post: (path, body, init) =>
      ask(app.url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...Object.fromEntries(new Headers(init?.headers)) },
      }),
  };
}
