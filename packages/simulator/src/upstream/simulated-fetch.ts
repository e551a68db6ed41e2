import { toResponse } from './error-answer.ts';
import { unknownPath, wrongMethod } from './rejection.ts';
import type { Dispatch } from './route.ts';

/** `fetch` without any network: what a client would see over one. */
export async function simulatedFetch(
  dispatch: Dispatch,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  request.signal.throwIfAborted();
  const response = await dispatch.find(request)?.(request);
  // Without this the SDKs would report a lost connection instead of a timeout or an abort.
  request.signal.throwIfAborted();
  if (response === undefined) return nobodysAnswer(dispatch, request);
  if (response.type === 'error') {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    throw new TypeError('fetch failed', { cause });
  }
  return response;
}

/** What a server says of an address that nobody serves, or not by this method. */
function nobodysAnswer(dispatch: Dispatch, { method, url }: Request): Response {
  const path = new URL(url).pathname;
  const allow = dispatch.methodsAt(url).join(', ');
  if (allow !== '' && method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  const response =
    allow === ''
      ? toResponse(unknownPath(method, path), {})
      : toResponse(wrongMethod(method, path, allow), { allow });
  return method === 'HEAD' ? new Response(null, response) : response;
}
