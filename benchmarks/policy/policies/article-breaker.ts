import type { Policy } from '../arena.ts';
import { models } from '../world/world.ts';
import { sdkTimeoutMs } from './loops.ts';
import { sequential } from './sequential.ts';

/**
 * The article's class, its faults kept: half-open never closes and lets everybody through, every exception
 * counts and walks on, a late success moves the open time. The list is a ring so that the simulation ends.
 */
class PortedBreaker {
  state: 'closed' | 'open' | 'half_open' = 'closed';
  private entries: { at: number; ok: boolean }[] = [];
  private first = 0;
  private failures = 0;
  private openedAt = 0;

  canRequest(now: number): boolean {
    if (this.state !== 'open') return true;
    if (now - this.openedAt <= 300_000) return false;
    this.state = 'half_open';
    return true;
  }

  /** @returns true when it went to open from another state. */
  record(ok: boolean, now: number): boolean {
    this.entries.push({ at: now, ok });
    if (!ok) this.failures += 1;
    for (let head = this.entries[this.first]; head !== undefined && head.at < now - 60_000;) {
      if (!head.ok) this.failures -= 1;
      this.first += 1;
      head = this.entries[this.first];
    }
    if (this.first > 10_000) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
    const seen = this.entries.length - this.first;
    if (seen < 5 || this.failures / seen < 0.3) return false;
    const tripped = this.state !== 'open';
    this.state = 'open';
    this.openedAt = now;
    return tripped;
  }
}

/** The article's breaker as it is, around its loop; SDK retries 0. */
export const articleBreaker: Policy = sequential("article's breaker", (arena) => {
  const breakers = models.map(() => new PortedBreaker());
  return {
    timeoutMs: sdkTimeoutMs,
    admit: (model, at) => (breakers[model]?.canRequest(at) === true ? { model, epoch: 0 } : undefined),
    record({ model }, result, at) {
      if (breakers[model]?.record(result === 'image', at) === true) arena.tripped();
    },
    after: () => 'next model',
    panic: () => -1,
  };
});
