import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlidingWindow } from './sliding-window.ts';

const windowMs = 60_000;
const overdueMs = 90_000;
const slowMs = 30_000;
const bucketMs = windowMs / 60;

/** Keeps every event in an array and counts anew each time. */
class NaiveWindow {
  private readonly outcomes: { bucket: number; outcome: string; took: number }[] = [];
  private readonly inFlight = new Map<number, number>();
  private bucket = 0;

  private to(now: number): void {
    this.bucket = Math.max(this.bucket, Math.floor(now / bucketMs));
  }
  begin(call: number, now: number): void {
    this.to(now);
    this.inFlight.set(call, this.bucket);
  }
  end(call: number, now: number, outcome: string): void {
    this.to(now);
    const took = this.bucket - (this.inFlight.get(call) ?? this.bucket);
    this.inFlight.delete(call);
    this.outcomes.push({ bucket: this.bucket, outcome, took });
  }
  tally(now: number): object {
    this.to(now);
    const fresh = this.outcomes.filter(({ bucket }) => bucket > this.bucket - 60);
    const ages = [...this.inFlight.values()].map((start) => this.bucket - start);
    const late = ages.filter((age) => age > overdueMs / bucketMs).length;
    return {
      failures: fresh.filter(({ outcome }) => outcome === 'failure').length,
      successes: fresh.filter(({ outcome }) => outcome === 'success').length,
      slow: fresh.filter(({ outcome, took }) => outcome === 'success' && took >= slowMs / bucketMs).length,
      young: ages.length - late,
      overdue: late,
    };
  }
}

const waits = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.constantFrom(0, 999, 1000, 1001, 59_999, 60_000, 60_001, 89_999, 90_000, 91_000, 3_600_000, 400_000_000),
  fc.integer({ min: -100_000, max: -1 }),
);
const outcomes = fc.constantFrom('success' as const, 'failure' as const, 'ignored' as const);
const commands = fc.array(
  fc.record({ wait: waits, action: fc.oneof(fc.constant('begin' as const), outcomes), which: fc.nat() }),
  { maxLength: 200 },
);

test('the window counts what a list of all events counts, under any clock', () => {
  fc.assert(
    fc.property(commands, (list) => {
      const real = createSlidingWindow({ windowMs, overdueMs, slowMs });
      const naive = new NaiveWindow();
      const calls: { id: number; start: number }[] = [];
      let now = 0;
      let id = 0;
      for (const { wait, action, which } of list) {
        now = Math.max(0, now + wait);
        if (action === 'begin') {
          id += 1;
          calls.push({ id, start: real.begin(now) });
          naive.begin(id, now);
        } else if (calls.length > 0) {
          const [call] = calls.splice(which % calls.length, 1);
          if (call === undefined) continue;
          real.end(now, call.start, action);
          naive.end(call.id, now, action);
        }
        expect({ ...real.tally(now) }).toEqual(naive.tally(now));
      }
    }),
    { numRuns: 1000 },
  );
});
