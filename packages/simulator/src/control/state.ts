import type { Clock } from '@failsoft/core';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { speedOf } from './clock-control.ts';

/** The whole simulation at a glance. */
export function readState(upstream: Upstream, pacemaker: Clock): object {
  const now = upstream.clock.wallNow();
  return {
    seed: upstream.seed,
    profile: upstream.profileName,
    time: formatBeijing(now),
    // Null: the clock is not one of this package, or stands still until it is advanced.
    speed: speedOf(pacemaker) ?? null,
    requests: upstream.journal.entries.length,
    models: [...upstream.models.values()].map((model) => {
      const episode = model.episodeAt(now);
      const dates = episode && {
        starts: formatBeijing(episode.startsAt),
        ends: formatBeijing(episode.endsAt),
      };
      return {
        name: model.name,
        state: episode === undefined ? 'healthy' : 'overloaded',
        episode: episode === undefined ? null : { ...episode, ...dates },
        slowness: model.slownessAt(now),
        scripted: model.scripted,
      };
    }),
  };
}
