import type { Capability } from './capability.ts';
import type { BreakerOptions } from '../breaker/options.ts';
import type { ImageFamily } from './image-family.ts';

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
  /**
  Changes the fields of a request for this model, in place of what failsoft knows of its parameters; the
  model's own name is set afterwards. Files of a form are not among the fields and travel as they are.
  */
  readonly adapt?: (body: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /**
  What it can do. A request that needs more skips this model.

  @default what is known of its family, see docs/parameters.md; everything for an unknown model
  */
  readonly supports?: readonly Capability[];
  /** Usual time of a success, in milliseconds; used until failsoft has learned it. */
  readonly medianMs?: number;
  /** Of one answer, in any unit that all models share; for `costs()`. */
  readonly price?: number;
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
  /** How this fetch is told that it follows no redirect. */
  readonly redirect: 'manual' | 'error';
  readonly adapt: ModelOptions['adapt'];
  readonly vendor: string | undefined;
  /** What it can do, as declared or as its family is known to; undefined: everything. */
  readonly supports: readonly Capability[] | undefined;
  /** What is known of its parameters on the image routes. */
  readonly family: ImageFamily | undefined;
  /** The chain's own transport: a picture's address is no call to the model. */
  readonly download: typeof globalThis.fetch;
}
