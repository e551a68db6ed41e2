const started = Promise.resolve();

/** A caller's promise that is not settled yet. */
export interface Waiting<R> {
  readonly resolve: (given: R) => void;
  readonly reject: (error: unknown) => void;
}

/** One request as its caller sees it: a signal that may end it, and a promise that is settled once. */
export interface ToldCaller<R> {
  /** The caller has been told, or is about to be. */
  finished: boolean;
  told: boolean;
  readonly signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
  given: R | undefined;
  refusal: { readonly error: unknown } | undefined;
  /** Of a request that was not answered at once. */
  waiting: Waiting<R> | undefined;
  /** Ends the request: its caller is told this. */
  stop(reason: unknown): void;
  /** From now on deadlines count. */
  watch(): void;
}

/** Stops the request when its caller goes. */
export function listen<R>(request: ToldCaller<R>): void {
  const { signal } = request;
  if (signal !== undefined) listenTo(signal, request);
}

/**
 * What the caller is given, asked for when everything has been started.
 *
 * It is looked at a microtask later, because promises and timers are the dearest part of a quick call: one that has
 * been answered by then needs no more of either.
 */
export function answerOnceStarted<R>(request: ToldCaller<R>): Promise<R> {
  return started.then(() => afterStart(request));
}

export function give<R>(request: ToldCaller<R>, given: R): void {
  request.told = true;
  request.given = given;
  request.waiting?.resolve(given);
}

export function refuse<R>(request: ToldCaller<R>, error: unknown): void {
  request.told = true;
  request.refusal = { error };
  request.waiting?.reject(error);
}

/** Nothing that comes now changes what the caller is told. */
export function finishTelling<R>(request: ToldCaller<R>): void {
  request.finished = true;
  if (request.onAbort !== undefined) request.signal?.removeEventListener('abort', request.onAbort);
}

// Apart, because what a function remembers for another costs something even when that is not made.
function listenTo<R>(signal: AbortSignal, request: ToldCaller<R>): void {
  // A constant first: V8 puts a function that is assigned to a property where only a full collection looks,
  // and all that this one holds would stay with it until then.
  const onAbort = (): void => request.stop(signal.reason);
  request.onAbort = onAbort;
  signal.addEventListener('abort', onAbort);
}

function afterStart<R>(request: ToldCaller<R>): R | Promise<R> {
  if (request.finished) {
    // A probe may go on beside the answer, and has a deadline too.
    request.watch();
    if (request.refusal !== undefined) throw request.refusal.error;
    // Finished, and not refused.
    return request.given as R;
  }
  const later = new Promise<R>((resolve, reject) => {
    request.waiting = { resolve, reject };
  });
  // Behind it: a deadline that has passed already is told at once.
  request.watch();
  return later;
}
