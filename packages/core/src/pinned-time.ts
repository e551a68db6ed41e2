import type { Clock } from './clock.ts';

// Readings may come late, and a little out of order; what is older than this is a clock that was set back.
const stepMs = 1_000;

/** Monotonic milliseconds since construction: a clock that is set back stands still, and goes on from there. */
export class PinnedTime {
  readonly #clock: Clock;
  // The latest moment and the clock's reading at moment 0. In an array, so that no number is allocated when they change.
  readonly #state: Float64Array;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#state = Float64Array.of(0, clock.now());
  }

  /** The latest moment seen. */
  get latest(): number {
    return this.#state[0] ?? 0;
  }

  /** @param reading what the clock has just said; left out, it is read */
  now(reading: number = this.#clock.now()): number {
    const at = reading - (this.#state[1] ?? 0);
    const last = this.latest;
    if (at > last && at < Infinity) {
      this.#state[0] = at;
      return at;
    }
    if (!(at >= last - stepMs)) this.#rebase(reading);
    return last;
  }

  // What is no moment counts as the latest one too.
  #rebase(reading: number): void {
    if (Number.isFinite(reading)) this.#state[1] = reading - this.latest;
  }

  /** That moment as the clock tells it. */
  byClock(at: number): number {
    return (this.#state[1] ?? 0) + at;
  }
}
