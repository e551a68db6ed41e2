import type { Clock } from '../clock.ts';
import { createSlidingWindow, type SlidingWindow } from '../window/sliding-window.ts';
import type { Breaker, BreakerSnapshot, BreakerSurroundings } from './breaker-types.ts';
import { createOpenTime, type OpenTime } from './open-time.ts';
import type { ResolvedBreakerOptions } from './options.ts';
import { createPermitBook, epochRange, leaseOf, startOf, type Permit, type PermitBook } from './permit.ts';
import { PinnedTime } from '../pinned-time.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createRun, type Run } from './run.ts';
import type { SavedBreaker } from './saved.ts';
import { tripCause } from './trip-rule.ts';

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'recovering'; readonly recovery: Recovery };

type Surroundings = BreakerSurroundings & { readonly clock: Clock; readonly random: () => number };

/** The state machine. A class, because engines inline methods, but not the closures of many breakers. */
export class ActingBreaker implements Breaker {
  readonly #settings: ResolvedBreakerOptions;
  readonly #onTransition: BreakerSurroundings['onTransition'];
  readonly #window: SlidingWindow;
  readonly #run: Run;
  readonly #openTime: OpenTime;
  readonly #permits: PermitBook = createPermitBook();
  readonly #time: PinnedTime;
  #epoch = 0;
  #isolations = 0;
  #closedAt: number;
  #state: State;

  constructor(settings: ResolvedBreakerOptions, { clock, random, onTransition, saved }: Surroundings) {
    this.#settings = settings;
    this.#onTransition = onTransition;
    this.#window = createSlidingWindow(settings);
    this.#run = createRun(settings.runMaxAgeMs, saved);
    this.#openTime = createOpenTime(settings, random, saved?.openings ?? 0);
    this.#time = new PinnedTime(clock);
    this.#closedAt = -(saved?.closedForMs ?? Infinity);
    this.#state =
      saved?.state === 'open'
        ? { kind: 'open', until: Math.min(saved.remainingOpenMs, this.#openTime.longestMs) }
        : { kind: 'closed' };
  }

  acquire(reading?: number): Permit | -1 {
    if (this.#isolations > 0) return -1;
    const at = this.#time.now(reading);
    if (this.#state.kind === 'open') {
      if (at < this.#state.until) return -1;
      this.#recover(at - this.#state.until);
    }
    return this.#admit(at);
  }

  settle(
    permit: Permit,
    outcome: 'success' | 'failure' | 'ignored',
    hint?: { readonly retryAfterMs?: number },
    reading?: number,
  ): void {
    if (!this.#permits.redeem(permit, this.#epoch)) return;
    const at = this.#time.now(reading);
    if (this.#state.kind === 'recovering')
      return this.#settleProbe(this.#state.recovery, leaseOf(permit), outcome, bounded(hint));
    const began = this.#window.end(at, startOf(permit), outcome);
    if (outcome === 'success') this.#run.success(at, began);
    else if (outcome === 'failure') {
      this.#run.failure(at, began);
      this.#judge(bounded(hint));
    }
  }

  get state(): BreakerSnapshot['state'] {
    return this.#isolations > 0 ? 'isolated' : this.#state.kind;
  }

  retryAt(): number | undefined {
    if (this.#isolations > 0 || this.#state.kind === 'closed') return undefined;
    const at = this.#state.kind === 'open' ? this.#state.until : this.#state.recovery.freeAt();
    return at === undefined || at <= this.#time.now() ? undefined : this.#time.byClock(at);
  }

  snapshot(): BreakerSnapshot {
    const tally = this.#window.tally(this.#time.now());
    return {
      ...tally,
      state: this.state,
      retryAt: this.retryAt(),
      run: this.#run.length,
      runNeeded: this.#run.needed(),
      openings: this.#openTime.openings,
      probing: this.#state.kind === 'recovering' ? this.#state.recovery.size : 0,
      observed: undefined,
    };
  }

  isolate(): () => void {
    const from = this.state;
    this.#isolations += 1;
    if (this.#isolations === 1) {
      if (this.#state.kind === 'recovering') this.#state = { kind: 'open', until: this.#time.latest };
      this.#forget();
      this.#announce(from, 'held open by hand');
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#isolations -= 1;
      if (this.#isolations === 0) this.#announce('isolated', 'released by hand');
    };
  }

  reset(): void {
    this.#time.now();
    this.#openTime.forget();
    this.#closedAt = -Infinity;
    this.#become({ kind: 'closed' }, 'reset by hand');
  }

  save(): SavedBreaker {
    const at = this.#time.now();
    return {
      v: 1,
      state: this.#state.kind === 'closed' ? 'closed' : 'open',
      remainingOpenMs: this.#state.kind === 'open' ? Math.max(0, this.#state.until - at) : 0,
      openings: this.#openTime.openings,
      closedForMs: this.#closedAt === -Infinity ? null : at - this.#closedAt,
      ...this.#run.learned(),
    };
  }

  #recover(lateMs: number): void {
    const recovery = createRecovery(this.#settings.recoveryCap);
    this.#become({ kind: 'recovering', recovery }, `the open time was over ${Math.round(lateMs)} ms ago`);
  }

  #become(next: State, explain: string): void {
    const from = this.state;
    this.#state = next;
    this.#forget();
    this.#announce(from, explain);
  }

  // A new epoch: results of calls that began before it change nothing.
  #forget(): void {
    this.#epoch = (this.#epoch + 1) % epochRange;
    this.#window.clear();
    this.#permits.clear();
    this.#run.clear();
  }

  #announce(from: BreakerSnapshot['state'], explain: string): void {
    const to = this.state;
    if (this.#onTransition === undefined || from === to) return;
    const at = this.#time.byClock(this.#time.latest);
    try {
      this.#onTransition({ from, to, at, explain, observed: this.#settings.observe });
    } catch {
      // The caller came for a permit; a listener's fault is none of its business.
    }
  }

  #open(explain: string, retryAfterMs: number): void {
    const { latest } = this.#time;
    const closedForMs = this.#state.kind === 'closed' ? latest - this.#closedAt : 0;
    this.#become({ kind: 'open', until: latest + this.#openTime.next(closedForMs, retryAfterMs) }, explain);
  }

  // Apart from `acquire`: a listener may have changed the state again in the meantime.
  #admit(at: number): Permit | -1 {
    if (this.#state.kind === 'open' || this.#isolations > 0) return -1;
    if (this.#state.kind === 'recovering') return this.#acquireProbe(this.#state.recovery);
    // Hung calls never settle and slow ones succeed: whoever asks next looks whether they are too many.
    const { overdue, slow } = this.#window.tally(at);
    if ((overdue > 0 || slow > 0) && this.#judge(0)) return -1;
    return this.#permits.issue(this.#epoch, 0, this.#window.begin(at));
  }

  #judge(retryAfterMs: number): boolean {
    const cause = tripCause(this.#window.tally(this.#time.latest), this.#run, this.#settings);
    if (cause === undefined) return false;
    this.#open(cause.explain, retryAfterMs);
    return true;
  }

  #acquireProbe(recovery: Recovery): Permit | -1 {
    const now = this.#time.latest;
    for (let lost = recovery.reclaim(now); lost !== undefined; lost = recovery.reclaim(now)) {
      // Its late settle must find nothing.
      this.#permits.redeem(lost, this.#epoch);
      if (this.#probeFailed(recovery, 'a probe was never settled', 0)) return -1;
    }
    const place = recovery.freePlace();
    if (place === -1) return -1;
    const permit = this.#permits.issue(this.#epoch, place + 1, 0);
    recovery.occupy(place, permit, now + this.#settings.leaseMs);
    return permit;
  }

  #settleProbe(
    recovery: Recovery,
    lease: number,
    outcome: 'success' | 'failure' | 'ignored',
    retryAfterMs: number,
  ): void {
    recovery.release(lease - 1);
    if (outcome === 'failure') this.#probeFailed(recovery, 'a probe failed', retryAfterMs);
    if (outcome === 'success' && recovery.success() === 'recovered') {
      this.#closedAt = this.#time.latest;
      this.#become({ kind: 'closed' }, `the last round of ${recovery.size} succeeded, ${recovery.sum}`);
    }
  }

  /** @returns true when the breaker has opened again. */
  #probeFailed(recovery: Recovery, explain: string, retryAfterMs: number): boolean {
    const runNeeded = this.#settings.consecutive ? this.#run.needed() : Infinity;
    if (recovery.failure(this.#settings.failureRate, runNeeded) === 'recovering') return false;
    this.#open(`${explain}, ${recovery.sum}`, retryAfterMs);
    return true;
  }
}

// Not a number, or of the past: nothing.
function bounded(hint: { readonly retryAfterMs?: number } | undefined): number {
  return Math.max(0, hint?.retryAfterMs ?? 0) || 0;
}
