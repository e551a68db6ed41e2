import { toResponse } from './error-answer.ts';
import { unknownPath } from './rejection.ts';
import type { Dispatch } from './route.ts';

/** `fetch` without any network: what a client would see over one. */
export async function simulatedFetch(
  dispatch: Dispatch,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  request.signal.throwIfAborted();
  const response = await dispatch(request)?.(request);
  // Without this the SDKs would report a lost connection instead of a timeout or an abort.
  request.signal.throwIfAborted();
  if (response === undefined) {
    return toResponse(unknownPath(request.method, new URL(request.url).pathname), {});
  }
  if (response.type === 'error') {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    throw new TypeError('fetch failed', { cause });
  }
  return response;
}
