import { http, HttpResponse, type HttpHandler } from 'msw/http';
import { EPOCH_AT } from '../episodes/beijing-time.ts';
import { pathEndsWith, simulationHeaders, type Upstream } from '../upstream/upstream.ts';

/** `GET …/models`: the models that this upstream knows. Never overloaded, not journalled. */
export function modelsHandler(upstream: Upstream): HttpHandler {
  return http.get(pathEndsWith(upstream, '/models'), () => {
    const data = [...upstream.models.keys()].map((id) => ({
      id,
      object: 'model',
      created: Math.floor(EPOCH_AT / 1_000),
      owned_by: 'failsoft-simulator',
    }));
    const headers = simulationHeaders(upstream, upstream.clock.wallNow());
    return HttpResponse.json({ object: 'list', data }, { headers });
  });
}
