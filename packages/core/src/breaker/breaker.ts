import { systemClock } from '../clock.ts';
import { systemRandom } from '../random.ts';
import { createSlidingWindow } from '../window/sliding-window.ts';
import type { Breaker, BreakerSnapshot, BreakerSurroundings } from './breaker-types.ts';
import { observe } from './observe.ts';
import { createOpenTime } from './open-time.ts';
import { resolveBreakerOptions, type BreakerOptions, type ResolvedBreakerOptions } from './options.ts';
import { createPermitBook, epochRange, type Permit } from './permit.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createRun } from './run.ts';
import { assertSaved } from './saved.ts';
import { tripCause } from './trip-rule.ts';

export type { Breaker, BreakerSnapshot, BreakerSurroundings, BreakerTransition } from './breaker-types.ts';
export type { Permit } from './permit.ts';

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'recovering'; readonly recovery: Recovery };

type Surroundings = BreakerSurroundings & Required<Pick<BreakerSurroundings, 'clock' | 'random'>>;

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
  const { clock = systemClock, random = systemRandom, onTransition, saved, ...rest } = options;
  const settings = resolveBreakerOptions(rest);
  if (saved !== undefined) assertSaved(saved);
  const breaker = createActingBreaker(settings, { clock, random, onTransition, saved });
  return settings.observe ? observe(breaker) : breaker;
}

function createActingBreaker(settings: ResolvedBreakerOptions, surroundings: Surroundings): Breaker {
  const { clock, random, onTransition, saved } = surroundings;
  const window = createSlidingWindow(settings);
  const run = createRun(settings.runMaxAgeMs, saved);
  const openTime = createOpenTime(settings, random, saved?.openings ?? 0);
  const permits = createPermitBook();
  const origin = clock.now();
  // In an array, so that no number is allocated when it changes.
  const time = new Float64Array(1);
  let epoch = 0;
  let isolations = 0;
  let closedAt = -(saved?.closedForMs ?? Infinity);
  let state: State =
    saved?.state === 'open' ? { kind: 'open', until: saved.remainingOpenMs } : { kind: 'closed' };

  function latest(): number {
    return time[0] ?? 0;
  }

  // Monotonic milliseconds since construction, pinned: a clock that steps back stands still instead.
  function now(reading: number = clock.now()): number {
    const at = reading - origin;
    const last = time[0] ?? 0;
    if (!(at > last)) return last;
    time[0] = at;
    return at;
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
    try {
      onTransition({ from, to, at: origin + latest(), explain, observed: settings.observe });
    } catch {
      // The caller came for a permit; a listener's fault is none of its business.
    }
  }

  function open(explain: string, retryAfterMs: number): void {
    const closedForMs = state.kind === 'closed' ? latest() - closedAt : 0;
    become({ kind: 'open', until: latest() + openTime.next(closedForMs, retryAfterMs) }, explain);
  }

  function acquireProbe(recovery: Recovery): Permit | -1 {
    for (let lost = recovery.reclaim(latest()); lost !== undefined; lost = recovery.reclaim(latest())) {
      permits.revoke(lost);
      if (probeFailed(recovery, 'a probe was never settled', 0)) return -1;
    }
    const place = recovery.freePlace();
    if (place === -1) return -1;
    const permit = permits.issue(epoch, place + 1, 0);
    recovery.occupy(place, permit, latest() + settings.leaseMs);
    return permit;
  }

  /** @returns true when the breaker has opened again. */
  function probeFailed(recovery: Recovery, explain: string, retryAfterMs: number): boolean {
    const runNeeded = settings.consecutive ? run.needed() : Infinity;
    if (recovery.failure(settings.failureRate, runNeeded) === 'recovering') return false;
    open(`${explain}, ${recovery.sum}`, retryAfterMs);
    return true;
  }

  function judge(retryAfterMs: number): boolean {
    const cause = tripCause(window.tally(latest()), run, settings);
    if (cause === undefined) return false;
    open(cause.explain, retryAfterMs);
    return true;
  }

  // Apart from `acquire`: a listener may have changed the state again in the meantime.
  function admit(at: number): Permit | -1 {
    if (state.kind === 'open' || isolations > 0) return -1;
    if (state.kind === 'recovering') return acquireProbe(state.recovery);
    // Hung calls never settle and slow ones succeed: whoever asks next looks whether they are too many.
    const { overdue, slow } = window.tally(at);
    if ((overdue > 0 || slow > 0) && judge(0)) return -1;
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
      closedAt = latest();
      become({ kind: 'closed' }, `the last round of ${recovery.size} succeeded, ${recovery.sum}`);
    }
  }

  function retryAt(): number | undefined {
    if (isolations > 0 || state.kind === 'closed') return undefined;
    const at = state.kind === 'open' ? state.until : state.recovery.freeAt();
    return at === undefined || at <= now() ? undefined : origin + at;
  }

  return {
    acquire(reading) {
      if (isolations > 0) return -1;
      const at = now(reading);
      if (state.kind === 'open') {
        if (at < state.until) return -1;
        const lateMs = Math.round(at - state.until);
        const recovery = createRecovery(settings.recoveryCap);
        become({ kind: 'recovering', recovery }, `the open time was over ${lateMs} ms ago`);
      }
      return admit(at);
    },
    settle(permit, outcome, hint, reading) {
      if (!permits.redeem(permit, epoch)) return;
      const at = now(reading);
      if (state.kind === 'recovering') return settleProbe(state.recovery, outcome, bounded(hint));
      const began = window.end(at, permits.parts.start, outcome);
      if (outcome === 'success') run.success(at, began);
      if (outcome === 'failure') {
        run.failure(at, began);
        judge(bounded(hint));
      }
    },
    get state() {
      return stateName();
    },
    retryAt,
    snapshot() {
      const tally = window.tally(now());
      return {
        ...tally,
        state: stateName(),
        retryAt: retryAt(),
        run: run.length,
        runNeeded: run.needed(),
        openings: openTime.openings,
        probing: state.kind === 'recovering' ? state.recovery.size : 0,
        observed: undefined,
      };
    },
    isolate() {
      const from = stateName();
      isolations += 1;
      if (isolations === 1) {
        if (state.kind === 'recovering') state = { kind: 'open', until: latest() };
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
      now();
      openTime.forget();
      closedAt = -Infinity;
      become({ kind: 'closed' }, 'reset by hand');
    },
    save() {
      const at = now();
      return {
        v: 1,
        state: state.kind === 'closed' ? 'closed' : 'open',
        remainingOpenMs: state.kind === 'open' ? Math.max(0, state.until - at) : 0,
        openings: openTime.openings,
        closedForMs: closedAt === -Infinity ? null : at - closedAt,
        ...run.learned(),
      };
    },
  };
}

// Not a number, or of the past: nothing.
function bounded(hint: { readonly retryAfterMs?: number } | undefined): number {
  return Math.max(0, hint?.retryAfterMs ?? 0) || 0;
}
