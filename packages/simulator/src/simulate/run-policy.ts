import { createEventClock } from '../clock/event-clock.ts';
import type { Profile } from '../profile/model-profile.ts';
import { createLedger, type SimulatedRequest } from './ledger.ts';
import type { Policy } from './policy.ts';
import type { Score } from './simulation-report.ts';
import { arrivals, type Traffic } from './traffic.ts';
import { createWorld, type StandIns } from './world.ts';

export interface Run {
  readonly profile: Profile;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly traffic: Traffic;
  readonly primary: string;
  readonly behaveLike: StandIns;
  readonly prices: Readonly<Record<string, number>>;
  /** Share of the time that has passed. */
  readonly onProgress: (share: number) => void;
}

const DAY_MS = 86_400_000;
const PROGRESS_EVERY = 1_024;

/** Lets one policy answer all requests of some days, in virtual time. */
export async function runPolicy(
  policy: Policy,
  run: Run,
): Promise<{ readonly score: Score; readonly unknown: ReadonlySet<string> }> {
  const { from, to, seed } = run;
  const clock = createEventClock(from);
  const world = createWorld(run.profile, seed, run.behaveLike);
  const ledger = createLedger(policy.name, run.primary, run.prices);
  const handler = policy.enter({ clock, world, ledger, seed });
  const moments = arrivals(run.traffic, seed, from, to);
  const open = new Set<SimulatedRequest>();
  const state = { arriving: true };
  let count = 0;

  function arrive(): void {
    const now = clock.wallNow();
    const primaryDown = world.model(run.primary).episodeAt(now) !== undefined;
    const request: SimulatedRequest = { id: (count += 1), arrivedAt: now, primaryDown, settled: false };
    open.add(request);
    ledger.arrived(request);
    if (count % PROGRESS_EVERY === 0) {
      run.onProgress((now - from) / (to - from));
      for (const known of open) if (known.settled) open.delete(known);
    }
    handler.handle(request);
    scheduleNext();
  }
  function scheduleNext(): void {
    const { value } = moments.next();
    if (value === undefined) state.arriving = false;
    else clock.setTimeout(arrive, value - clock.wallNow());
  }

  function isAnyOpen(): boolean {
    for (const request of open) {
      if (!request.settled) return true;
      open.delete(request);
    }
    return false;
  }

  scheduleNext();
  try {
    while (state.arriving || isAnyOpen()) {
      if (!clock.runNext()) break;
      await handler.settle?.();
    }
    // Nothing will ever happen to these: their users got no answer.
    for (const request of open) ledger.settle(request, clock.wallNow(), undefined);
  } finally {
    await handler.close?.();
  }
  run.onProgress(1);
  return { score: ledger.score((to - from) / DAY_MS), unknown: world.unknown };
}
