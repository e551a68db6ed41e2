import { systemClock } from '../clock.ts';
import { systemRandom } from '../random.ts';
import { createSlidingWindow } from '../window/sliding-window.ts';
import type { Breaker, BreakerSnapshot, BreakerSurroundings } from './breaker-types.ts';
import { resolveBreakerOptions, type BreakerOptions } from './options.ts';
import { createPermitBook, epochRange, type Permit } from './permit.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createRun } from './run.ts';
import { tripCause, type TripCause } from './trip-rule.ts';

export type { Breaker, BreakerSnapshot, BreakerSurroundings, BreakerTransition } from './breaker-types.ts';
export type { Permit } from './permit.ts';

type State =
  | { readonly kind: 'closed'; readonly since: number }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'recovering'; readonly recovery: Recovery };

// A vendor that names a longer pause than this is telling of a quota, not of an overload.
const longestHintMs = 300_000;

/**
 * A circuit breaker that closes again.
 *
 * @example
 * const breaker = createBreaker({ failureRate: 0.5 });
 * const permit = breaker.acquire();
 * if (permit !== -1) breaker.settle(permit, 'success');
 *
 * @throws InvalidOptionsError
 */
export function createBreaker(options: BreakerOptions & BreakerSurroundings = {}): Breaker {
  const { clock = systemClock, random = systemRandom, onTransition, ...rest } = options;
  const settings = resolveBreakerOptions(rest);
  const window = createSlidingWindow(settings);
  const run = createRun(settings.runMaxAgeMs);
  const permits = createPermitBook();
  const origin = clock.now();
  let latest = 0;
  let epoch = 0;
  let openings = 0;
  let isolations = 0;
  let closedAt = -Infinity;
  let state: State = { kind: 'closed', since: 0 };

  // Monotonic milliseconds since construction, pinned: a clock that steps back stands still instead.
  function now(): number {
    latest = Math.max(latest, clock.now() - origin);
    return latest;
  }

  function stateName(): BreakerSnapshot['state'] {
    return isolations > 0 ? 'isolated' : state.kind;
  }

  function become(next: State, explain: string): void {
    const from = stateName();
    state = next;
    forget();
    announce(from, explain);
  }

  // A new epoch: results of calls that began before it change nothing.
  function forget(): void {
    epoch = (epoch + 1) % epochRange;
    window.clear();
    permits.clear();
    run.clear();
  }

  function announce(from: BreakerSnapshot['state'], explain: string): void {
    const to = stateName();
    if (onTransition === undefined || from === to) return;
    onTransition({ from, to, at: origin + latest, explain });
  }

  function open(cause: TripCause, retryAfterMs: number): void {
    if (state.kind === 'closed' && latest - closedAt > settings.calmMs) openings = 0;
    const grown = Math.min(settings.maxOpenMs, settings.openMs * settings.openGrowth ** openings);
    const jittered = grown * (1 + settings.jitter * (2 * random() - 1));
    openings += 1;
    const until = latest + Math.max(jittered, Math.min(retryAfterMs, longestHintMs));
    become({ kind: 'open', until }, cause.explain);
  }

  function acquireProbe(recovery: Recovery): Permit | -1 {
    for (let lost = recovery.reclaim(latest); lost !== undefined; lost = recovery.reclaim(latest)) {
      permits.revoke(lost);
      if (probeFailed(recovery, 'a probe was never settled', 0)) return -1;
    }
    const place = recovery.freePlace();
    if (place === -1) return -1;
    const permit = permits.issue(epoch, place + 1, 0);
    recovery.occupy(place, permit, latest + settings.leaseMs);
    return permit;
  }

  /** @returns true when the breaker has opened again. */
  function probeFailed(recovery: Recovery, explain: string, retryAfterMs: number): boolean {
    if (
      recovery.failure(settings.failureRate, settings.consecutive ? run.needed() : Infinity) === 'recovering'
    )
      return false;
    open({ rule: 'probe', explain }, retryAfterMs);
    return true;
  }

  function judge(retryAfterMs: number): boolean {
    const cause = tripCause(window.tally(latest), run, settings);
    if (cause === undefined) return false;
    open(cause, retryAfterMs);
    return true;
  }

  function acquire(): Permit | -1 {
    if (isolations > 0) return -1;
    const at = now();
    if (state.kind === 'open') {
      if (at < state.until) return -1;
      become({ kind: 'recovering', recovery: createRecovery(settings.recoveryCap) }, 'open time is over');
    }
    if (state.kind === 'recovering') return acquireProbe(state.recovery);
    // Hung calls settle never: whoever asks next looks whether they have become too many.
    if (window.tally(at).overdue > 0 && judge(0)) return -1;
    return permits.issue(epoch, 0, window.begin(at));
  }

  function settleProbe(
    recovery: Recovery,
    outcome: 'success' | 'failure' | 'ignored',
    retryAfterMs: number,
  ): void {
    recovery.release(permits.parts.lease - 1);
    if (outcome === 'failure') probeFailed(recovery, 'a probe failed', retryAfterMs);
    if (outcome === 'success' && recovery.success() === 'recovered') {
      closedAt = latest;
      become({ kind: 'closed', since: latest }, 'every probe of the last round succeeded');
    }
  }

  function retryAt(): number | undefined {
    if (isolations > 0 || state.kind === 'closed') return undefined;
    const at = state.kind === 'open' ? state.until : state.recovery.freeAt();
    return at === undefined || at <= now() ? undefined : origin + at;
  }

  return {
    acquire,
    settle(permit, outcome, hint) {
      if (!permits.redeem(permit, epoch)) return;
      const at = now();
      const retryAfterMs = Math.max(0, hint?.retryAfterMs ?? 0) || 0;
      if (state.kind === 'recovering') return settleProbe(state.recovery, outcome, retryAfterMs);
      const start = window.end(at, permits.parts.start, outcome);
      if (outcome === 'success') run.success(at, start);
      if (outcome === 'failure') {
        run.failure(at, start);
        judge(retryAfterMs);
      }
    },
    get state() {
      return stateName();
    },
    retryAt,
    snapshot() {
      const { failures, successes, young, overdue } = window.tally(now());
      const probing = state.kind === 'recovering' ? state.recovery.size : 0;
      return {
        state: stateName(),
        retryAt: retryAt(),
        failures,
        successes,
        young,
        overdue,
        run: run.length,
        runNeeded: run.needed(),
        openings,
        probing,
      };
    },
    isolate() {
      const from = stateName();
      isolations += 1;
      if (isolations === 1) {
        if (state.kind === 'recovering') state = { kind: 'open', until: latest };
        forget();
        announce(from, 'held open by hand');
      }
      let released = false;
      return () => {
        if (released) return;
        released = true;
        isolations -= 1;
        if (isolations === 0) announce('isolated', 'released by hand');
      };
    },
    reset() {
      openings = 0;
      closedAt = -Infinity;
      become({ kind: 'closed', since: now() }, 'reset by hand');
    },
  };
}
