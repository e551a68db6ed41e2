import type { Clock } from '@failsoft/core';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import type { Journal } from '../journal/journal.ts';
import type { SimulatedModel } from './simulated-model.ts';

/** Everything that the endpoints share: who is simulated, what time it is there, what was seen. */
export interface Upstream {
  readonly seed: number;
  readonly profileName: string;
  readonly clock: Clock;
  readonly models: ReadonlyMap<string, SimulatedModel>;
  readonly journal: Journal;
  /** Answer only below this URL. */
  readonly baseURL: string | undefined;
}

/** True for a request whose path ends like this, whatever stands before it. */
export function pathEndsWith(
  upstream: Upstream,
  ending: string,
): (match: { readonly request: Request }) => boolean {
  const { baseURL } = upstream;
  return ({ request }) =>
    new URL(request.url).pathname.endsWith(ending) &&
    (baseURL === undefined || isBelow(baseURL, request.url));
}

/** `https://a.example/v1` holds `https://a.example/v1/models`, and not `https://a.example/v10/models`. */
function isBelow(baseURL: string, url: string): boolean {
  return url.startsWith(`${new URL(baseURL).href.replace(/\/$/, '')}/`);
}

/** What an answer needs so that it can be replayed: seed, simulated time, episode, arrival index. */
export function simulationHeaders(
  upstream: Upstream,
  moment: number,
  episode?: Episode,
  n?: number,
): Record<string, string> {
  return {
    'x-sim-seed': String(upstream.seed),
    'x-sim-time': formatBeijing(moment),
    // An ISO 8601 interval, or none.
    'x-sim-episode':
      episode === undefined ? 'none' : `${formatBeijing(episode.startsAt)}/${formatBeijing(episode.endsAt)}`,
    ...(n === undefined ? {} : { 'x-sim-n': String(n) }),
  };
}
