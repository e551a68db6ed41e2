import { answer } from '../upstream/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { route, type Route } from '../upstream/route.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { chat } from './chat.ts';
import { gemini, isGeminiPath } from './gemini.ts';
import { edits, generations } from './images.ts';
import { isModelPath } from './model-in-path.ts';
import { listModels, modelStatus, retrieveModel } from './models.ts';

/** Everything that a simulated upstream answers. */
export function modelRoutes(upstream: Upstream): Route[] {
  const ask =
    (endpoint: Endpoint) =>
    (request: Request): Promise<Response> =>
      answer(upstream, endpoint, request);
  return [
    route('POST', '/images/generations', ask(generations)),
    route('POST', '/images/edits', ask(edits)),
    route('POST', '/chat/completions', ask(chat)),
    { method: 'POST', matches: isGeminiPath, answer: ask(gemini) },
    route('GET', '/models/status', (request) => modelStatus(upstream, request)),
    route('GET', '/models', (request) => listModels(upstream, request)),
    {
      method: 'GET',
      // Google's verbs are no part of a name: they are there for POST alone.
      matches: (path) => isModelPath(path) && !isGeminiPath(path),
      answer: (request) => retrieveModel(upstream, request),
    },
  ];
}
