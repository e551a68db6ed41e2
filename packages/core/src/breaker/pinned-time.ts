import type { Clock } from '../clock.ts';

/** Monotonic milliseconds since construction, pinned: a clock that steps back stands still instead. */
export class PinnedTime {
  /** The latest moment seen. */
  latest = 0;
  readonly #clock: Clock;
  readonly #origin: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#origin = clock.now();
  }

  /** @param reading what the clock has just said; left out, it is read */
  now(reading: number = this.#clock.now()): number {
    const at = reading - this.#origin;
    // What is no moment counts as the latest one too.
    if (at > this.latest && at < Infinity) this.latest = at;
    return this.latest;
  }

  /** That moment as the clock tells it. */
  byClock(at: number): number {
    return this.#origin + at;
  }
}
