import type { RequestHandler } from 'msw';
import { getResponse } from 'msw/utils/get-response';
import { unknownPath } from './error-answer.ts';

/** `fetch` over msw handlers, without any network. */
export async function simulatedFetch(
  handlers: RequestHandler[],
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  request.signal.throwIfAborted();
  const response = await getResponse(handlers, request);
  // Without this the SDKs would report a lost connection instead of a timeout or an abort.
  request.signal.throwIfAborted();
  if (response === undefined) {
    const { status, body } = unknownPath(request.method, new URL(request.url).pathname);
    return Response.json(body, { status });
  }
  if (response.type === 'error') {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    throw new TypeError('fetch failed', { cause });
  }
  return response;
}
