import type { ResolvedBreakerOptions } from './options.ts';

// A vendor that names a longer pause than this is telling of a quota, not of an overload.
const longestHintMs = 300_000;

/** How long a breaker stays open: longer with each opening in a row. */
export interface OpenTime {
  /** Milliseconds from now. The row begins anew after a calm time closed. */
  next(closedForMs: number, retryAfterMs: number): number;
  readonly openings: number;
  /** No open time is longer: what somebody has saved is bounded by it too. */
  readonly longestMs: number;
  forget(): void;
}

function drawOf(random: () => number): number {
  try {
    return random();
  } catch {
    return NaN; // whoever calls the breaker has not asked for chance
  }
}

export function createOpenTime(
  settings: ResolvedBreakerOptions,
  random: () => number,
  openings: number,
): OpenTime {
  return {
    longestMs: Math.max(settings.maxOpenMs * (1 + settings.jitter), longestHintMs),
    get openings() {
      return openings;
    },
    next(closedForMs, retryAfterMs) {
      if (closedForMs > settings.calmMs) openings = 0;
      const grown = Math.min(settings.maxOpenMs, settings.openMs * settings.openGrowth ** openings);
      const drawn = drawOf(random);
      // A source of chance that is none must not open for ever, or not at all.
      const chance = drawn >= 0 && drawn <= 1 ? drawn : 0.5;
      const jittered = grown * (1 + settings.jitter * (2 * chance - 1));
      openings += 1;
      // A vendor's word is a lower bound: it never shortens.
      return Math.max(jittered, Math.min(retryAfterMs, longestHintMs));
    },
    forget() {
      openings = 0;
    },
  };
}
