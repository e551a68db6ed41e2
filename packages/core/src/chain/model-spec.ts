import type { Capability } from './capability.ts';
import type { BreakerOptions } from '../breaker/options.ts';

/** A model of the chain: its name, or its name with where and how it is asked. */
export type ModelSpec = string | ModelOptions;

export interface ModelOptions<N extends string = string> {
  /** The name that callers use. */
  readonly name: N;
  /** The name that the upstream knows. @default name */
  readonly upstreamModel?: string;
  /** @default the chain's `baseURL` */
  readonly baseURL?: string | undefined;
  /** Sent to this model's upstream alone. @default the chain's `apiKey` */
  readonly apiKey?: ApiKey | undefined;
  /** A label; models of one vendor are siblings. */
  readonly vendor?: string;
  /** Serves this model by anything that looks like fetch. @default the chain's `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** Changes a parsed JSON request body for this model; the model's own name is set afterwards. */
  readonly adapt?: (body: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** What it can do; without it, everything. A request that `requires` more skips this model. */
  readonly supports?: readonly Capability[];
  /** Usual time of a success, in milliseconds; used until failsoft has learned it. */
  readonly medianMs?: number;
  /** Shown in headers and status instead of `name`. @default name */
  readonly publicName?: string;
  /** @default the chain's `breaker` */
  readonly breaker?: BreakerOptions | 'documented';
}

export type ApiKey = string | (() => string | Promise<string>);

/** The literal names of a list of specs. */
export type ModelName<L extends readonly ModelSpec[]> = {
  [I in keyof L]: L[I] extends string
    ? L[I]
    : L[I] extends { readonly name: infer N extends string }
      ? N
      : never;
}[number];

/** A spec with the chain's defaults filled in. */
export interface ModelTarget<M extends string = string> {
  readonly name: M;
  readonly upstreamModel: string;
  readonly publicName: string;
  readonly baseURL: string | undefined;
  readonly apiKey: ApiKey | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly adapt: ModelOptions['adapt'];
}
