const started = Promise.resolve();

/** One request as its caller sees it: a signal that may end it, and a promise that is settled once. */
export abstract class ToldCaller<R> {
  /** The caller has been told, or is about to be. */
  protected finished = false;
  readonly #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;
  #given: R | undefined;
  #refusal: { readonly error: unknown } | undefined;
  /** Of a request that was not answered at once. */
  #waiting: { readonly resolve: (given: R) => void; readonly reject: (error: unknown) => void } | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Ends the request: its caller is told this. */
  abstract stop(reason: unknown): void;
  /** From now on deadlines count. */
  protected abstract watch(): void;

  /** Calls `stop` when the caller goes. */
  protected listen(): void {
    const signal = this.#signal;
    if (signal !== undefined) this.#listenTo(signal);
  }

  /**
   * What the caller is given, asked for when everything has been started.
   *
   * It is looked at a microtask later, because promises and timers are the dearest part of a quick call: one that has
   * been answered by then needs no more of either.
   */
  protected told(): Promise<R> {
    return started.then(() => this.#afterStart());
  }

  protected give(given: R): void {
    this.#given = given;
    this.#waiting?.resolve(given);
  }

  protected refuse(error: unknown): void {
    this.#refusal = { error };
    this.#waiting?.reject(error);
  }

  /** Nothing that comes now changes what the caller is told. */
  protected finish(): void {
    this.finished = true;
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  // Apart, because what a function remembers for another costs something even when that is not made.
  #listenTo(signal: AbortSignal): void {
    // A constant first: V8 puts a function that is assigned to a property where only a full collection looks,
    // and all that this one holds would stay with it until then.
    const onAbort = (): void => this.stop(signal.reason);
    this.#onAbort = onAbort;
    signal.addEventListener('abort', onAbort);
  }

  #afterStart(): R | Promise<R> {
    if (this.finished) {
      // A probe may go on beside the answer, and has a deadline too.
      this.watch();
      if (this.#refusal !== undefined) throw this.#refusal.error;
      // Finished, and not refused.
      return this.#given as R;
    }
    const later = new Promise<R>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    // Behind it: a deadline that has passed already is told at once.
    this.watch();
    return later;
  }
}
