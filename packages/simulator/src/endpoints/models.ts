import { EPOCH_AT } from '../episodes/beijing-time.ts';
import { answerAside } from '../upstream/aside.ts';
import { inDialect, toResponse, type Dialect } from '../upstream/error-answer.ts';
import { unknownModel } from '../upstream/rejection.ts';
import type { SimulatedModel } from '../upstream/simulated-model.ts';
import { simulationHeaders, type Upstream } from '../upstream/upstream.ts';
import { modelInPath } from './model-in-path.ts';

/** `GET …/models`: the models that this upstream knows. */
export function listModels(upstream: Upstream, request: Request): Promise<Response> {
  const names = [...upstream.models.keys()];
  return isForGoogle(request)
    ? answerAside(upstream, request, 'gemini', { models: names.map(describeToGoogle) })
    : answerAside(upstream, request, 'openai', { object: 'list', data: names.map(describeToOpenAI) });
}

/** `GET …/models/NAME`: one of them. */
export function retrieveModel(upstream: Upstream, request: Request): Response | Promise<Response> {
  const name = modelInPath(new URL(request.url).pathname);
  const dialect = isForGoogle(request) ? 'gemini' : 'openai';
  if (!upstream.models.has(name)) return rejectUnknown(upstream, name, dialect);
  const describe = dialect === 'gemini' ? describeToGoogle : describeToOpenAI;
  return answerAside(upstream, request, dialect, describe(name));
}

// Both vendors list at /v1/models; only Google's clients send this header.
const isForGoogle = ({ headers, url }: Request): boolean =>
  headers.has('x-goog-api-key') || new URL(url).pathname.includes('/v1beta/');

const describeToGoogle = (name: string): object => ({
  name: `models/${name}`,
  displayName: name,
  supportedGenerationMethods: ['generateContent', 'streamGenerateContent'],
});

const describeToOpenAI = (id: string): object => ({
  id,
  object: 'model',
  created: Math.floor(EPOCH_AT / 1_000),
  owned_by: 'failsoft-simulator',
});

/** `GET …/models/status?model=NAME`: the article's status call. Without a name, all models. */
export function modelStatus(upstream: Upstream, request: Request): Response | Promise<Response> {
  const name = new URL(request.url).searchParams.get('model');
  if (name === null) {
    const all = [...upstream.models.values()].map((model) => [model.name, statusOf(upstream, model)]);
    return answerAside(upstream, request, 'openai', Object.fromEntries(all));
  }
  const model = upstream.models.get(name);
  return model === undefined
    ? rejectUnknown(upstream, name, 'openai')
    : answerAside(upstream, request, 'openai', { model: name, ...statusOf(upstream, model) });
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

const rejectUnknown = (upstream: Upstream, name: string, dialect: Dialect): Response =>
  toResponse(inDialect(unknownModel(name), dialect), simulationHeaders(upstream, nowOf(upstream)));

const nowOf = ({ clock }: Upstream): number => Math.floor(clock.wallNow());
