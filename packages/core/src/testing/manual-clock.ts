import type { Clock } from '../clock.ts';

/** A clock that moves only when a test says so; due timers fire in order. */
export interface ManualClock extends Clock {
  /** Moves on and fires what becomes due; promises settle between timers. */
  advance(ms: number): Promise<void>;
  /** Moves the reading alone, either way, as a clock step does. */
  step(ms: number): void;
  /** Timers not fired and not cleared. */
  readonly pending: number;
}

export function createManualClock(start = 0): ManualClock {
  const timers = new Map<number, { at: number; fn: () => void }>();
  let now = start;
  let last = 0;

  return {
    now: () => now,
    wallNow: () => 1_771_502_400_000 + now,
    setTimeout(fn, ms) {
      last += 1;
      timers.set(last, { at: now + ms, fn });
      return last;
    },
    clearTimeout(handle) {
      timers.delete(Number(handle));
    },
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (due === undefined) break;
        const [handle, { at, fn }] = due;
        timers.delete(handle);
        now = Math.max(now, at);
        fn();
        await settled();
      }
      now = end;
      await settled();
    },
    step(ms) {
      now += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Lets promise reactions run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
