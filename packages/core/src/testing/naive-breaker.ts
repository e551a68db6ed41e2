import type { ResolvedBreakerOptions } from '../breaker/options.ts';

type Outcome = 'success' | 'failure' | 'ignored';
interface Call {
  readonly epoch: number;
  readonly startedAt: number;
  settled: boolean;
}

/**
 * The breaker's rules over a list of all events, counted anew at each question. For tests: slow, and
 * meant to be seen right at a glance. Jitter is taken to be none.
 */
export class NaiveBreaker {
  state: 'closed' | 'open' | 'recovering' = 'closed';
  until = 0;
  private now = 0;
  private behind = 0;
  private epoch = 0;
  private openings = 0;
  private closedAt = -Infinity;
  private readonly calls: Call[] = [];
  private outcomes: { at: number; began: number; slow: boolean; epoch: number; outcome: Outcome }[] = [];
  private readonly options: ResolvedBreakerOptions;

  constructor(options: ResolvedBreakerOptions) {
    this.options = options;
  }

  /** When it may be asked again, as the clock tells it. */
  get retryAt(): number {
    return this.until - this.behind;
  }

  /** Looks at the clock; one that was set back by more than a second stands still, and goes on from there. */
  see(time: number): void {
    if (time + this.behind < this.now - 1_000) this.behind = this.now - time;
    this.now = Math.max(this.now, time + this.behind);
  }

  /** The index of the call, or -1. */
  acquire(time: number): number {
    this.see(time);
    if (this.state === 'open' && this.now < this.until) return -1;
    if (this.state === 'open') this.change('recovering');
    if (this.state === 'recovering') {
      for (const call of this.inFlight()) {
        if (call.startedAt + this.options.leaseMs > this.now) continue;
        call.settled = true;
        this.record(call, 'failure', 0);
        if (this.current() === 'open') return -1;
      }
      if (this.inFlight().length >= this.replay().size) return -1;
    } else if ((this.overdue() > 0 || this.slow() > 0) && this.mustTrip()) {
      this.trip(0);
      return -1;
    }
    return this.calls.push({ epoch: this.epoch, startedAt: this.now, settled: false }) - 1;
  }

  settle(index: number, time: number, outcome: Outcome, retryAfterMs: number): void {
    const call = this.calls[index];
    if (call === undefined || call.settled || call.epoch !== this.epoch) return;
    this.see(time);
    call.settled = true;
    this.record(call, outcome, retryAfterMs);
  }

  private current(): 'closed' | 'open' | 'recovering' {
    return this.state;
  }

  private record({ startedAt }: Call, outcome: Outcome, retryAfterMs: number): void {
    const began = this.bucket(startedAt);
    const slow =
      this.bucket(this.now) - began >= Math.ceil(this.options.slowMs / (this.options.windowMs / 60));
    this.outcomes.push({ at: this.now, began, slow, epoch: this.epoch, outcome });
    if (this.state === 'recovering') {
      const { relapsed, recovered } = this.replay();
      if (relapsed) this.trip(retryAfterMs);
      if (!recovered) return;
      this.closedAt = this.now;
      this.change('closed');
    } else if (outcome === 'failure' && this.mustTrip()) {
      this.trip(retryAfterMs);
    }
  }

  /** The recovery so far, played again from its outcomes. */
  private replay(): { size: number; relapsed: boolean; recovered: boolean } {
    let [size, round, successes, failures, inRow] = [1, 0, 0, 0, 0];
    let [relapsed, recovered] = [false, false];
    for (const { outcome } of this.ofEpoch()) {
      if (outcome === 'success') {
        successes += 1;
        round += 1;
        inRow = 0;
        if (round === size && size >= this.options.recoveryCap) recovered = true;
        else if (round === size) [size, round] = [Math.min(this.options.recoveryCap, size * 2), 0];
      } else if (outcome === 'failure') {
        failures += 1;
        round = 0;
        inRow += 1;
        relapsed = failures / (failures + successes) >= this.options.failureRate || inRow >= this.runLimit();
      }
    }
    return { size, relapsed, recovered };
  }

  private mustTrip(): boolean {
    const { failureRate, minimumCalls, consecutive } = this.options;
    const overdue = this.overdue();
    const young = this.inFlight().length - overdue;
    const fresh = this.fresh();
    const bad = fresh.filter(({ outcome }) => outcome === 'failure').length + overdue;
    const good = fresh.filter(({ outcome }) => outcome === 'success').length;
    const { run, needed, noise, known } = this.history();
    const inRow = run + overdue;
    const usual = !known ? 0 : 0.5 + (0.25 * (noise - 10 ** -0.5)) / (0.5 - 10 ** -0.5);
    const share = Math.max(Math.min(failureRate, 0.5), usual);
    if (consecutive && inRow >= needed && reaches(inRow, inRow + young, share)) return true;
    if (bad + good < minimumCalls) return false;
    const all = bad + good + young;
    if (reaches(bad, all, failureRate)) return true;
    return this.slow() > 0 && reaches(this.slow() + overdue, all, this.options.slowRate);
  }

  private runLimit(): number {
    return this.options.consecutive ? this.history().needed : Infinity;
  }

  /** The run, the pace and the usual errors, from all counted outcomes but those of recoveries. */
  private history(): { run: number; needed: number; noise: number; known: boolean } {
    let [gap, noise, epoch, failedAt, seenAt, seen] = [60_000, 10 ** -0.5, -1, -Infinity, NaN, 0];
    let run: number[] = [];
    const learn = (errors: number): void => {
      noise = Math.min(0.5, 1 - (1 - noise) * (1 - 0.05) ** errors);
    };
    for (const event of this.outcomes) {
      if (event.outcome === 'ignored' || this.recoveries.has(event.epoch)) continue;
      if (!Number.isNaN(seenAt)) gap = Math.max(10, gap + 0.1 * (event.at - seenAt - gap));
      seenAt = event.at;
      seen += 1;
      // An epoch that ended, ended by a trip: its last run was an outage and teaches nothing.
      if (event.epoch !== epoch) run = [];
      epoch = event.epoch;
      if (event.outcome === 'failure') {
        if (event.at - failedAt > this.options.runMaxAgeMs) {
          learn(run.length);
          run = [];
        }
        failedAt = event.at;
        run.push(event.began);
        continue;
      }
      const touched = run.some((began) => began <= event.began);
      const standing = touched ? run.slice(-16).filter((began) => began > event.began) : run;
      learn(run.length - standing.length);
      run = standing;
      noise *= 1 - 0.01;
    }
    const known = seen >= 100;
    const byChance = Math.log(19_000_000 / gap) / -Math.log(known ? Math.max(noise, 0.001) : 10 ** -0.5);
    const length = epoch === this.epoch ? run.length : 0;
    return {
      run: length,
      needed: Math.min(known ? 12 : 10, Math.max(2, Math.round(byChance))),
      noise,
      known,
    };
  }

  private readonly recoveries = new Set<number>();

  private trip(retryAfterMs: number): void {
    const { openMs, openGrowth, maxOpenMs, calmMs } = this.options;
    if (this.state === 'closed' && this.now - this.closedAt > calmMs) this.openings = 0;
    const openFor = Math.min(maxOpenMs, openMs * openGrowth ** this.openings);
    this.openings += 1;
    this.until = this.now + Math.max(openFor, Math.min(retryAfterMs || 0, 300_000));
    this.change('open');
  }

  private change(state: 'closed' | 'open' | 'recovering'): void {
    this.state = state;
    this.epoch += 1;
    if (state === 'recovering') this.recoveries.add(this.epoch);
  }

  private bucket(at: number): number {
    return Math.floor(at / (this.options.windowMs / 60));
  }
  private fresh(): { outcome: Outcome; slow: boolean }[] {
    return this.ofEpoch().filter(({ at }) => this.bucket(at) > this.bucket(this.now) - 60);
  }
  private slow(): number {
    return this.fresh().filter(({ outcome, slow }) => slow && outcome === 'success').length;
  }
  private ofEpoch(): { at: number; slow: boolean; outcome: Outcome }[] {
    return this.outcomes.filter(({ epoch }) => epoch === this.epoch);
  }
  private inFlight(): Call[] {
    return this.calls.filter(({ epoch, settled }) => epoch === this.epoch && !settled);
  }
  private overdue(): number {
    const horizon = Math.ceil(this.options.overdueMs / (this.options.windowMs / 60)) + 1;
    return this.inFlight().filter(
      ({ startedAt }) => this.bucket(this.now) - this.bucket(startedAt) >= horizon,
    ).length;
  }
}

function reaches(bad: number, all: number, rate: number): boolean {
  return bad * 10_000 >= Math.round(rate * 10_000) * all;
}
