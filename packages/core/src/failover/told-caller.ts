const started = Promise.resolve();

/** A caller's promise that is not settled yet. */
export interface Waiting<R> {
  readonly resolve: (given: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One request as its caller sees it: a signal that may end it, and a promise that is settled once.
 *
 * This and `Attempts` only say which state they need, and `Walk` has the one constructor that sets it all: those of
 * the classes between would be called one by one, for each request.
 */
export abstract class ToldCaller<R> {
  /** The caller has been told, or is about to be. */
  declare protected finished: boolean;
  declare protected signal: AbortSignal | undefined;
  declare protected onAbort: (() => void) | undefined;
  declare protected given: R | undefined;
  declare protected refusal: { readonly error: unknown } | undefined;
  /** Of a request that was not answered at once. */
  declare protected waiting: Waiting<R> | undefined;

  /** Ends the request: its caller is told this. */
  abstract stop(reason: unknown): void;
  /** From now on deadlines count. */
  protected abstract watch(): void;

  /** Calls `stop` when the caller goes. */
  protected listen(): void {
    const signal = this.signal;
    if (signal !== undefined) this.listenTo(signal);
  }

  /**
   * What the caller is given, asked for when everything has been started.
   *
   * It is looked at a microtask later, because promises and timers are the dearest part of a quick call: one that has
   * been answered by then needs no more of either.
   */
  protected told(): Promise<R> {
    return started.then(() => this.afterStart());
  }

  protected give(given: R): void {
    this.given = given;
    this.waiting?.resolve(given);
  }

  protected refuse(error: unknown): void {
    this.refusal = { error };
    this.waiting?.reject(error);
  }

  /** Nothing that comes now changes what the caller is told. */
  protected finish(): void {
    this.finished = true;
    if (this.onAbort !== undefined) this.signal?.removeEventListener('abort', this.onAbort);
  }

  // Apart, because what a function remembers for another costs something even when that is not made.
  private listenTo(signal: AbortSignal): void {
    // A constant first: V8 puts a function that is assigned to a property where only a full collection looks,
    // and all that this one holds would stay with it until then.
    const onAbort = (): void => this.stop(signal.reason);
    this.onAbort = onAbort;
    signal.addEventListener('abort', onAbort);
  }

  private afterStart(): R | Promise<R> {
    if (this.finished) {
      // A probe may go on beside the answer, and has a deadline too.
      this.watch();
      if (this.refusal !== undefined) throw this.refusal.error;
      // Finished, and not refused.
      return this.given as R;
    }
    const later = new Promise<R>((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
    // Behind it: a deadline that has passed already is told at once.
    this.watch();
    return later;
  }
}
