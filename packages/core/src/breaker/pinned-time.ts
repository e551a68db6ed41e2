import type { Clock } from '../clock.ts';

/** Monotonic milliseconds since construction, pinned: a clock that steps back stands still instead. */
export class PinnedTime {
  readonly #clock: Clock;
  readonly #origin: number;
  // In an array, so that no number is allocated when it changes.
  readonly #latest: Float64Array = new Float64Array(1);

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#origin = clock.now();
  }

  /** The latest moment seen. */
  get latest(): number {
    return this.#latest[0] ?? 0;
  }

  /** @param reading what the clock has just said; left out, it is read */
  now(reading: number = this.#clock.now()): number {
    const at = reading - this.#origin;
    const last = this.latest;
    // What is no moment counts as the latest one too.
    if (!(at > last && at < Infinity)) return last;
    this.#latest[0] = at;
    return at;
  }

  /** That moment as the clock tells it. */
  byClock(at: number): number {
    return this.#origin + at;
  }
}
