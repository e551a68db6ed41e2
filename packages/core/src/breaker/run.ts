/**
 * The unbroken run of failures, seen beside the errors that this model makes on an ordinary day and the
 * pace at which outcomes come.
 *
 * Moments of beginning are counted in buckets of the window: what began earlier is older news, however
 * late it comes in.
 */
export interface Run {
  failure(now: number, began: number): void;
  success(now: number, began: number): void;
  readonly length: number;
  /** Failures in a row that open the breaker: so many as chance brings once in five hours. */
  needed(): number;
  /** Share of the run and the calls in flight together that the run has to reach. */
  share(failureRate: number): number;
  /** What it knows of the model, to be handed to a later run. */
  learned(): Learned;
  clear(): void;
}

/** What was learned of a model's calls. */
export interface Learned {
  /** Share of calls that it fails by itself. */
  readonly noise: number;
  /** Usual milliseconds between two outcomes. */
  readonly gapMs: number;
  /** Outcomes seen, up to as many as are needed to trust `noise`. */
  readonly seen: number;
}

// Two in a row are an outage only for a model known to fail rarely; beyond twelve, of an unknown one
// ten, nobody waits.
const shortest = 2;
const longest = 12;
const longestUnknown = 10;
// Before so many outcomes nothing is known of a model's own errors.
const enough = 100;
const rareMs = 19_000_000;
// Until it is known, one call in three may fail; thereby a new breaker needs 3 + 2 lg(10 min / gap).
const unknownNoise = 10 ** -0.5;
const unknown: Learned = { noise: unknownNoise, gapMs: 60_000, seen: 0 };
// Above the most the rate judges better than a run; nothing is taken for more reliable than the least.
const mostNoise = 0.5;
const leastNoise = 0.001;
// Errors are believed at once and forgotten slowly: in the quiet hours the evening is not over.
const learn = 0.05;
const forget = 0.01;
// Beginnings remembered for failures that a success refutes in part.
const kept = 16;

export function createRun(runMaxAgeMs: number, learned: Learned = unknown): Run {
  return new LearningRun(runMaxAgeMs, learned);
}

class LearningRun implements Run {
  length = 0;
  readonly #runMaxAgeMs: number;
  readonly #beginnings: Float64Array = new Float64Array(kept);
  #count = 0;
  #firstBegan = 0;
  #failedAt = -Infinity;
  #seen: number;
  // In an array, so that no number is allocated when they change with each outcome.
  readonly #state: Float64Array;

  constructor(runMaxAgeMs: number, { noise, gapMs, seen }: Learned) {
    this.#runMaxAgeMs = runMaxAgeMs;
    this.#seen = seen;
    this.#state = Float64Array.of(Math.max(leastNoise, noise), gapMs, NaN);
  }

  failure(now: number, began: number): void {
    this.#pace(now);
    if (now - this.#failedAt > this.#runMaxAgeMs) this.#forgive(this.length);
    this.#failedAt = now;
    this.#firstBegan = this.length === 0 ? began : Math.min(this.#firstBegan, began);
    this.#beginnings[this.#count % kept] = began;
    this.#count += 1;
    this.length += 1;
  }

  success(now: number, began: number): void {
    this.#pace(now);
    if (this.length > 0) this.#refute(began);
    // Never near 0: arithmetic with subnormal numbers takes a hundred times as long.
    this.#state[0] = Math.max(leastNoise, this.#noise() * (1 - forget));
  }

  needed(): number {
    const known = this.#seen >= enough;
    const own = known ? this.#noise() : unknownNoise;
    const byChance = Math.round(Math.log(rareMs / this.#gapMs()) / -Math.log(own));
    return Math.min(known ? longest : longestUnknown, Math.max(shortest, byChance));
  }

  // Where errors are ordinary, more of what is in flight has to be known before a run means something.
  share(failureRate: number): number {
    const atLeast = Math.min(failureRate, 0.5);
    if (this.#seen < enough) return atLeast;
    return Math.max(atLeast, 0.5 + (0.25 * (this.#noise() - unknownNoise)) / (mostNoise - unknownNoise));
  }

  learned(): Learned {
    return { noise: this.#noise(), gapMs: this.#gapMs(), seen: this.#seen };
  }

  clear(): void {
    this.length = 0;
  }

  #noise(): number {
    return this.#state[0] ?? 0;
  }

  #gapMs(): number {
    return this.#state[1] ?? 0;
  }

  #pace(now: number): void {
    const gap = now - (this.#state[2] ?? NaN);
    if (gap >= 0) this.#state[1] = Math.max(10, this.#gapMs() + 0.1 * (gap - this.#gapMs()));
    this.#state[2] = now;
    if (this.#seen < enough) this.#seen += 1;
  }

  // They ended without a trip, so they were ordinary errors. Those of an outage are never learned.
  #forgive(failures: number): void {
    this.#state[0] = Math.min(mostNoise, 1 - (1 - this.#noise()) * (1 - learn) ** failures);
    this.length -= failures;
  }

  // A success speaks for the moment it began: failures that began later stand.
  #refute(began: number): void {
    if (began < this.#firstBegan) return;
    let standing = 0;
    let earliest = Infinity;
    for (let back = 1; back <= Math.min(this.length, kept); back += 1) {
      const one = this.#beginnings[(this.#count - back) % kept] ?? 0;
      if (one <= began) continue;
      standing += 1;
      this.#beginnings[(this.#count - standing) % kept] = one;
      earliest = Math.min(earliest, one);
    }
    this.#firstBegan = earliest;
    this.#forgive(this.length - standing);
  }
}
