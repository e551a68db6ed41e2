import type { Dialect } from './error-answer.ts';

type RequestBody = Readonly<Record<string, unknown>>;

/** What a request asks of an endpoint. */
export interface Asked {
  readonly model: unknown;
  readonly stream: boolean;
  readonly body: RequestBody;
}

/** How an answer gets to whoever asked. */
export interface Delivery {
  readonly dialect: Dialect;
  readonly latencyMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Waits on the simulated clock; rejects when the client goes away. */
  wait(ms: number): Promise<void>;
  /** Waits until the client goes away, and rejects. */
  forever(): Promise<never>;
  /** To be called when the client goes away after the answer began. */
  abandon(): void;
}

/** One call that a model answers, as an endpoint sees it. */
export interface Call extends Delivery {
  readonly model: string;
  readonly stream: boolean;
  readonly body: RequestBody;
  /** Simulated seconds since the Unix epoch, for `created`. */
  readonly created: number;
  /** What its draws were counted by: the same one gives the same answer again, to the letter. */
  readonly id: number;
}
