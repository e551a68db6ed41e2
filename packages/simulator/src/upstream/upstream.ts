import type { Clock } from '@failsoft/core';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Journal } from '../journal/journal.ts';
import type { Fate } from './fate.ts';
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

/** What an answer needs so that it can be seen again: seed, simulated time, episode, arrival index, draws. */
export function simulationHeaders(upstream: Upstream, moment: number, fate?: Fate): Record<string, string> {
  const episode = fate?.episode;
  return {
    'x-sim-seed': String(upstream.seed),
    'x-sim-time': formatBeijing(moment),
    // An ISO 8601 interval, or none.
    'x-sim-episode':
      episode === undefined ? 'none' : `${formatBeijing(episode.startsAt)}/${formatBeijing(episode.endsAt)}`,
    ...(fate === undefined ? {} : { 'x-sim-n': String(fate.n), 'x-sim-id': String(fate.id) }),
  };
}
