import type { Clock } from '@failsoft/core';
import { http, HttpResponse, type HttpHandler } from 'msw/http';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import { SimulatorOptionsError } from '../errors.ts';
import type { Simulator } from '../simulator.ts';
import { pathEndsWith, simulationHeaders, type Upstream } from '../upstream/upstream.ts';
import { isAdjustable, readClockChange } from './clock-control.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `/__sim/…`: what the simulation is doing, and how to change it while it runs. */
export function controlHandlers(upstream: Upstream, simulator: Simulator, pacemaker: Clock): HttpHandler[] {
  const at = (name: string): ReturnType<typeof pathEndsWith> => pathEndsWith(upstream, `/__sim/${name}`);

  // Wrong values are the caller's: they come back as a 400 with the sentence that names them.
  const reply = (act: () => unknown): Response => {
    const headers = simulationHeaders(upstream, upstream.clock.wallNow());
    try {
      return HttpResponse.json(toJson(act()), { headers });
    } catch (error) {
      if (!(error instanceof SimulatorOptionsError)) throw error;
      const body = { error: { message: error.message, code: error.code } };
      return HttpResponse.json(body, { status: 400, headers });
    }
  };
  const command = (name: string, act: (fields: Fields) => void): HttpHandler =>
    http.post(at(name), async ({ request }) => {
      const fields = await readFields(request);
      return reply(() => {
        act(fields);
        return readState(upstream);
      });
    });

  return [
    http.get(at('state'), () => reply(() => readState(upstream))),
    http.get(at('journal'), () => reply(() => simulator.journal)),
    http.get(at('timeline'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const from = query.get('from') ?? formatBeijing(upstream.clock.wallNow());
      return reply(() => simulator.timeline({ from, days: Number(query.get('days') ?? 1) }).map(withDates));
    }),
    command('outage', ({ model, minutes }) => simulator.outage(String(model), { minutes: Number(minutes) })),
    command('next', ({ model, status, times = 1 }) =>
      simulator.next(String(model), { status: Number(status), times: Number(times) }),
    ),
    command('clock', (fields) => {
      const { advance, speed } = readClockChange(fields, pacemaker);
      if (speed !== undefined && isAdjustable(pacemaker)) pacemaker.setSpeed?.(speed);
      if (advance !== undefined && isAdjustable(pacemaker)) pacemaker.advance(advance);
    }),
    command('reset', () => simulator.reset()),
  ];
}

/** The whole simulation at a glance. */
function readState(upstream: Upstream): object {
  const now = upstream.clock.wallNow();
  return {
    seed: upstream.seed,
    profile: upstream.profileName,
    time: formatBeijing(now),
    requests: upstream.journal.entries.length,
    models: [...upstream.models.values()].map((model) => {
      const episode = model.episodeAt(now);
      return {
        name: model.name,
        state: episode === undefined ? 'healthy' : 'overloaded',
        episode: episode === undefined ? null : withDates(episode),
        scripted: model.scripted,
      };
    }),
  };
}

const withDates = (episode: Episode): object => ({
  ...episode,
  starts: formatBeijing(episode.startsAt),
  ends: formatBeijing(episode.endsAt),
});

/** Lists are wrapped, so that fields can be added beside them. */
const toJson = (value: unknown): object =>
  Array.isArray(value) ? { data: value } : typeof value === 'object' && value !== null ? value : {};

async function readFields(request: Request): Promise<Fields> {
  const text = await request.text();
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
