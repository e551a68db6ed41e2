/**
 * Makes an error bring our headers along: Koa's error path takes all others off the answer.
 *
 * The error stays the very object that was thrown, and looks as before to the app.
 */
export function carryHeaders(
  error: unknown,
  ours: readonly (readonly [name: string, value: string])[],
): void {
  if (typeof error !== 'object' || error === null) return;
  if (!('headers' in error) && ours.length === 0) return;
  // Hidden: the error is still the app's own to look at. False for a frozen one, which goes without.
  if (!('headers' in error)) Reflect.defineProperty(error, 'headers', { value: {}, configurable: true });
  const headers: unknown = Reflect.get(error, 'headers');
  if (typeof headers !== 'object' || headers === null) return;
  if (headers instanceof Headers) hideMethods(headers);
  for (const [name, value] of ours)
    Reflect.defineProperty(headers, name, { value, enumerable: true, configurable: true });
}

// Koa 2 copies `err.headers` with for...in. On web Headers, which the SDKs' errors carry, that finds methods,
// throws in Koa's own error handler and leaves the client waiting. Own, hidden properties stop it.
function hideMethods(headers: Headers): void {
  for (const name in headers) {
    Object.defineProperty(headers, name, { value: Reflect.get(headers, name), enumerable: false });
  }
}

/**
 * Lets an error with a `status` bring its answer along, for Hono, which looks for nothing else.
 *
 * The error stays the very object that was thrown, and the upstream's own words stay out of the answer.
 *
 * @param client whose going is an error of nobody's, and nobody is left to be told
 */
export function answerWithStatus(error: unknown, client: AbortSignal): void {
  if (!(error instanceof Error) || 'getResponse' in error) return;
  const gone = client.aborted && error === client.reason;
  const status: unknown = gone ? 499 : Reflect.get(error, 'status');
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return;
  const body = gone ? null : `The upstream answered ${status}.`;
  const getResponse = (): Response => new Response(body, { status });
  // False for a frozen error, which stays the framework's own 500.
  Reflect.defineProperty(error, 'getResponse', { value: getResponse, configurable: true });
}
