import { http, HttpResponse, type HttpHandler } from 'msw/http';
import { answer, type Call, type Endpoint, type RequestBody } from '../upstream/answer.ts';
import { wrongParameter, type ErrorAnswer } from '../upstream/error-answer.ts';
import { pathEndsWith, type Upstream } from '../upstream/upstream.ts';
import { PNG_BASE64 } from './png.ts';

const MOST_IMAGES = 10;

const endpoint: Endpoint = {
  check: checkImageRequest,
  async respond(call: Call) {
    await call.wait(call.latencyMs);
    const count = typeof call.body['n'] === 'number' ? call.body['n'] : 1;
    const data = Array.from({ length: count }, () => ({ b64_json: PNG_BASE64 }));
    return HttpResponse.json({ created: call.created, model: call.model, data }, { headers: call.headers });
  },
};

function checkImageRequest({ prompt, n }: RequestBody): ErrorAnswer | undefined {
  if (typeof prompt !== 'string') return wrongParameter('prompt', prompt, 'a string');
  if (n == null) return undefined;
  const fits = typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= MOST_IMAGES;
  return fits ? undefined : wrongParameter('n', n, `an integer from 1 to ${MOST_IMAGES}`);
}

/** `POST …/images/generations` */
export function imagesHandler(upstream: Upstream): HttpHandler {
  return http.post(pathEndsWith(upstream, '/images/generations'), ({ request }) =>
    answer(upstream, endpoint, request),
  );
}
