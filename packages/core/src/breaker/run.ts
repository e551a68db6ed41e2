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
// Above this the rate judges better than a run.
const mostNoise = 0.5;
// Errors are believed at once and forgotten slowly: in the quiet hours the evening is not over.
const learn = 0.05;
const forget = 0.01;
// Beginnings remembered for failures that a success refutes in part.
const kept = 16;

export function createRun(runMaxAgeMs: number, learned: Learned = unknown): Run {
  const beginnings = new Float64Array(kept);
  let count = 0;
  let length = 0;
  let firstBegan = 0;
  let failedAt = -Infinity;
  let { seen } = learned;
  // In an array, so that no number is allocated when they change with each outcome.
  const state = Float64Array.of(learned.noise, learned.gapMs, NaN);

  const noise = (): number => state[0] ?? 0;
  const gapMs = (): number => state[1] ?? 0;

  function pace(now: number): void {
    const gap = now - (state[2] ?? NaN);
    if (gap >= 0) state[1] = Math.max(10, gapMs() + 0.1 * (gap - gapMs()));
    state[2] = now;
    if (seen < enough) seen += 1;
  }

  // They ended without a trip, so they were ordinary errors. Those of an outage are never learned.
  function forgive(failures: number): void {
    state[0] = Math.min(mostNoise, 1 - (1 - noise()) * (1 - learn) ** failures);
    length -= failures;
  }

  // A success speaks for the moment it began: failures that began later stand.
  function refute(began: number): void {
    if (began < firstBegan) return;
    let standing = 0;
    let earliest = Infinity;
    for (let back = 1; back <= Math.min(length, kept); back += 1) {
      const one = beginnings[(count - back) % kept] ?? 0;
      if (one <= began) continue;
      standing += 1;
      beginnings[(count - standing) % kept] = one;
      earliest = Math.min(earliest, one);
    }
    firstBegan = earliest;
    forgive(length - standing);
  }

  return {
    get length() {
      return length;
    },
    failure(now, began) {
      pace(now);
      if (now - failedAt > runMaxAgeMs) forgive(length);
      failedAt = now;
      firstBegan = length === 0 ? began : Math.min(firstBegan, began);
      beginnings[count % kept] = began;
      count += 1;
      length += 1;
    },
    success(now, began) {
      pace(now);
      if (length > 0) refute(began);
      state[0] = noise() * (1 - forget);
    },
    needed() {
      const known = seen >= enough;
      const own = known ? Math.max(noise(), 0.001) : unknownNoise;
      const byChance = Math.round(Math.log(rareMs / gapMs()) / -Math.log(own));
      return Math.min(known ? longest : longestUnknown, Math.max(shortest, byChance));
    },
    // Where errors are ordinary, more of what is in flight has to be known before a run means something.
    share: (failureRate) =>
      seen < enough
        ? Math.min(failureRate, 0.5)
        : Math.max(
            Math.min(failureRate, 0.5),
            0.5 + (0.25 * (noise() - unknownNoise)) / (mostNoise - unknownNoise),
          ),
    learned: () => ({ noise: noise(), gapMs: gapMs(), seen }),
    clear() {
      length = 0;
    },
  };
}
