import type { Seen } from './evidence.ts';

/** Where a fault is asked for, of which server, and until when. */
export interface Wish {
  readonly url: string;
  /** What steers the simulator, such as `x-sim-force`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the patience of the client. */
  readonly signal: AbortSignal;
  /** By which it goes there. @default the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/** How one client asks one surface. */
export type Ask = (wish: Wish) => Promise<Seen>;

/** A model whose images can be streamed, behind a gateway too. */
export const MODEL = 'gpt-image-1.5';
