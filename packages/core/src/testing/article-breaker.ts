import type { Clock } from '../clock.ts';

/**
 * The circuit breaker that people pasted in from the article of 2026-02-19, its behaviour retold with its
 * faults: what ours must not do. Used by tests and benchmarks only.
 */
export class ArticleBreaker {
  state: 'closed' | 'open' | 'half_open' = 'closed';
  /** Window entries read so far: the rate is summed anew at each record. */
  visited = 0;
  private entries: { at: number; ok: boolean }[] = [];
  private openedAt = 0;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  canRequest(): boolean {
    if (this.state !== 'open') return true;
    if (this.clock.now() - this.openedAt <= 300_000) return false;
    this.state = 'half_open';
    return true;
  }

  record(ok: boolean): void {
    const now = this.clock.now();
    this.entries.push({ at: now, ok });
    while (this.entries[0] !== undefined && this.entries[0].at < now - 60_000) this.entries.shift();
    let failures = 0;
    for (const entry of this.entries) {
      this.visited += 1;
      if (!entry.ok) failures += 1;
    }
    if (this.entries.length < 5 || failures / this.entries.length < 0.3) return;
    this.state = 'open';
    this.openedAt = now;
  }
}
