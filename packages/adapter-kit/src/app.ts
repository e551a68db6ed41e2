import { createFailover, type Failover, type GatewayOptions } from '@failsoft/core';
import type { FailoverHandle } from '@failsoft/core/adapter';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { startUpstream, type Behaviour, type Upstream } from './upstream.ts';

/** What an app of the framework under test consists of. */
export interface AppPlan {
  readonly models: Failover;
  /** What `gateway(models, options)` is given beside its prefix. */
  readonly gateway: GatewayOptions;
  /** A JSON body parser stands above everything. */
  readonly parsed: boolean;
  /** A middleware above everything has set `Access-Control-Expose-Headers: X-Mine` and a cookie. */
  readonly cors: boolean;
  /** What `POST /own` answers as JSON, with `failover(models)` mounted above it. */
  readonly own: (handle: FailoverHandle) => Promise<unknown>;
}

/**
 * Builds the app and listens on 127.0.0.1: `gateway(models)` below `/v1`, `failover(models)`, `POST /own`,
 * `status(models)` at `/status`, and behind all of them a route that answers everything with
 * `{"next": <the JSON body or null>}`.
 */
export type StartApp = (plan: AppPlan) => Promise<RunningApp>;

export interface RunningApp {
  readonly url: string;
  close(): Promise<void>;
}

/** An app, its chain and its upstream, all real, all gone when the test is over. */
export interface Stage {
  readonly url: string;
  readonly models: Failover;
  readonly upstream: Upstream;
  readonly openai: OpenAI;
  readonly post: (path: string, body: unknown, init?: RequestInit) => Promise<Response>;
}

/** Sets the stage: the chain is the upstream's models in the order given. */
export async function setStage(
  start: StartApp,
  behaviours: Readonly<Record<string, Behaviour>>,
  plan: Partial<Omit<AppPlan, 'models'>> & { readonly baseURL?: string } = {},
): Promise<Stage> {
  const upstream = await startUpstream(behaviours);
  onTestFinished(() => upstream.close());
  const [head = '', ...rest] = Object.keys(behaviours);
  const models = createFailover({ models: [head, ...rest], baseURL: upstream.baseURL, apiKey: 'secret' });
  const app = await start({
    // A guard of one's own, so that the warning of an open gateway stays where it is tested.
    gateway: { authorize: () => true },
    parsed: false,
    cors: false,
    own: () => Promise.resolve(null),
    ...plan,
    models,
  });
  onTestFinished(() => app.close());
  onTestFinished(() => models.close());
  return {
    url: app.url,
    models,
    upstream,
    openai: new OpenAI({ baseURL: `${app.url}/v1`, apiKey: 'client', maxRetries: 2 }),
    post: (path, body, init) =>
      fetch(app.url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...Object.fromEntries(new Headers(init?.headers)) },
      }),
  };
}
