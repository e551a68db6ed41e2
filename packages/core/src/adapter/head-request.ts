/**
 * A `Request` whose signal and body are another one's, which is made when they are first looked at.
 *
 * Most guards read the headers alone, and the signal and the stream are nine tenths of what a `Request` costs.
 */
export class HeadRequest extends Request {
  readonly #whole: () => Request;

  /** @param whole the same request with all that it has */
  constructor(url: string, method: string, whole: () => Request) {
    super(url, { method });
    this.#whole = whole;
  }

  override get signal(): AbortSignal {
    return this.#whole().signal;
  }

  override get body(): Request['body'] {
    return this.#whole().body;
  }

  override get bodyUsed(): boolean {
    return this.#whole().bodyUsed;
  }

  override clone(): Request {
    return this.#whole().clone();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#whole().arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.#whole().blob();
  }

  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#whole().bytes();
  }

  override formData(): Promise<FormData> {
    return this.#whole().formData();
  }

  override json(): Promise<unknown> {
    return this.#whole().json();
  }

  override text(): Promise<string> {
    return this.#whole().text();
  }
}
