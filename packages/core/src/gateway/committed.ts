import { answerHeaders } from './answer-headers.ts';
import type { PlainAnswer } from './plain-answer.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** An upstream's answer as the client gets it. */
export function committed({ status, headers, body, streaming }: UpstreamAnswer): PlainAnswer {
  const { headers: ours, cookies } = answerHeaders(headers);
  if (streaming) {
    // compression() skips no-transform, and nginx buffers without the second: both would hold events back.
    ours.delete('content-length');
    ours.set('cache-control', 'no-cache, no-transform');
    ours.set('x-accel-buffering', 'no');
  } else if (!(body instanceof ReadableStream)) {
    ours.set('content-length', String(body.reduce((size, piece) => size + piece.byteLength, 0)));
  }
  // A null body status takes no body at all, not even an empty one.
  return {
    status,
    headers: ours,
    cookies,
    body: status === 204 || status === 205 ? null : body,
  };
}
