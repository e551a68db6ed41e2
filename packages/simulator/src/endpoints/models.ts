import { EPOCH_AT } from '../episodes/beijing-time.ts';
import { toResponse } from '../upstream/error-answer.ts';
import { unknownModel } from '../upstream/rejection.ts';
import type { SimulatedModel } from '../upstream/simulated-model.ts';
import { simulationHeaders, type Upstream } from '../upstream/upstream.ts';

/** `GET …/models`: the models that this upstream knows. Never overloaded, not journalled. */
export function listModels(upstream: Upstream, request: Request): Response {
  const names = [...upstream.models.keys()];
  // Both vendors list at /v1/models; only Google's clients send this header.
  const forGoogle =
    request.headers.has('x-goog-api-key') || new URL(request.url).pathname.includes('/v1beta/');
  if (forGoogle) {
    const models = names.map((name) => ({
      name: `models/${name}`,
      displayName: name,
      supportedGenerationMethods: ['generateContent', 'streamGenerateContent'],
    }));
    return reply(upstream, { models });
  }
  const created = Math.floor(EPOCH_AT / 1_000);
  const data = names.map((id) => ({ id, object: 'model', created, owned_by: 'failsoft-simulator' }));
  return reply(upstream, { object: 'list', data });
}

/** `GET …/models/status?model=NAME`: the article's status call. Without a name, all models. */
export function modelStatus(upstream: Upstream, request: Request): Response {
  const name = new URL(request.url).searchParams.get('model');
  if (name === null) {
    const all = [...upstream.models.values()].map((model) => [model.name, statusOf(upstream, model)]);
    return reply(upstream, Object.fromEntries(all));
  }
  const model = upstream.models.get(name);
  if (model !== undefined) return reply(upstream, { model: name, ...statusOf(upstream, model) });
  return toResponse(unknownModel(name), simulationHeaders(upstream, nowOf(upstream)));
}

/** Delayed means slower than twice the usual latency (article, section on the status page). */
function statusOf(upstream: Upstream, model: SimulatedModel): object {
  const now = nowOf(upstream);
  const available = model.episodeAt(now) === undefined;
  const slowness = model.slownessAt(now);
  return {
    available,
    latency: Math.round(model.medianMs * slowness),
    status: available ? (slowness > 2 ? 'delayed' : 'normal') : 'unavailable',
  };
}

const nowOf = ({ clock }: Upstream): number => Math.floor(clock.wallNow());

const reply = (upstream: Upstream, body: object): Response =>
  Response.json(body, { headers: simulationHeaders(upstream, nowOf(upstream)) });
