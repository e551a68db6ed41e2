import type { Client } from './call-upstream.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { Answer } from './plain-answer.ts';
import { readBody } from './read-body.ts';

/** Headers as far as we read them: a `Headers`, or Node's own. Names are lower case. */
export interface AskedHeaders {
  get(name: string): string | null;
  forEach(see: (value: string, name: string) => void): void;
}

/** A client's request before a web `Request` is made of it. */
export interface Asked extends Client {
  readonly method: string;
  readonly pathname: string;
  /** With its question mark, or empty. */
  readonly search: string;
  readonly headers: AskedHeaders;
  /** The whole body, read once. @throws FailoverError `body_too_large`, `body_already_consumed` */
  body(limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /** For those who want the web's own kind. */
  request(): Request;
}

/** The client has gone while it was still sending: nobody's fault, and nobody is left to be told. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
  constructor(cause: unknown) {
    super('The client closed the connection before its body was whole.', { cause });
  }
}

/** Holds the request, and with it its signal, which some servers make only when somebody looks at it. */
class WebAsked implements Asked {
  readonly method: string;
  readonly pathname: string;
  readonly search: string;
  readonly headers: Headers;
  readonly #request: Request;

  constructor(request: Request) {
    const { pathname, search } = new URL(request.url);
    this.method = request.method;
    this.pathname = pathname;
    this.search = search;
    this.headers = request.headers;
    this.#request = request;
  }

  // Not of an object that is made for each request: V8 keeps such a getter, and all that it holds, until a full
  // collection.
  get signal(): AbortSignal {
    return this.#request.signal;
  }

  body(limit: number): Promise<Uint8Array<ArrayBuffer>> {
    return readBody(this.#request, limit);
  }

  request(): Request {
    return this.#request;
  }
}

/** A web request as the gateway asks for it. */
export function askedOf(request: Request): Asked {
  return new WebAsked(request);
}

/** How a gateway is asked without a `Request`. */
export type Asker = (asked: Asked, options?: GatewayOptions) => Promise<Answer | undefined>;

const askers = new WeakMap<object, Asker>();

/** Remembers how a chain's gateway is asked, for the adapters. */
export function setAsker(models: object, asker: Asker): void {
  askers.set(models, asker);
}

/** Undefined for what only looks like a chain. */
export function askerOf(models: object): Asker | undefined {
  return askers.get(models);
}
