/** What the bridge needs of Node's `IncomingMessage` and its HTTP/2 twin. Structural: core knows no `node:`. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express and Koa keep the whole path here when a mount has cut `url`. */
  readonly originalUrl?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether anybody has read from the stream: `body` alone proves nothing, Express 4 sets it unread. */
  readonly readableDidRead: boolean;
  /** Its end has been told already. */
  readonly readableEnded?: boolean;
  readonly destroyed: boolean;
  /** What a parser in front has made of the body. */
  readonly body?: unknown;
  /** The untouched bytes, where a platform or a parser keeps them. */
  readonly rawBody?: unknown;
  on: NodeListen;
  off: NodeListen;
  pause(): unknown;
  resume(): unknown;
}

/** What the bridge needs of Node's `ServerResponse` and its HTTP/2 twin. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  readonly closed?: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string | string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  end(chunk: Uint8Array): unknown;
  destroy(): unknown;
  once(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
  /** Added by compression(). */
  flush?: (() => void) | undefined;
}

/** The events of a body. */
interface NodeListen {
  (event: 'data', listener: (chunk: Uint8Array<ArrayBuffer> | string) => void): unknown;
  (event: 'error', listener: (error: Error) => void): unknown;
  (event: 'end' | 'close', listener: () => void): unknown;
}
