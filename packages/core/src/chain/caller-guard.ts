import type { Clock } from '../clock.ts';

/** Keeps one caller from opening a breaker alone: within a period, each caller's failures on a model count once. */
export interface CallerGuard {
  /** Whether this caller's failure counts. Of callers without a name each counts. */
  counts(caller: string | undefined): boolean;
}

/**
 * Whether a failure of this caller counts against the model. While a recovery is under way each one does: who
 * asks then does the model's test.
 */
export function failureCounts(
  link: { readonly breaker: { readonly state: string }; readonly callers: CallerGuard | undefined },
  caller: string | undefined,
): boolean {
  return link.breaker.state !== 'closed' || link.callers?.counts(caller) !== false;
}

// So many failing callers are remembered; when there are more, no single one is to blame.
const remembered = 64;

/** 768 bytes. */
export function createCallerGuard(clock: Clock, periodMs: number): CallerGuard {
  const callers = new Uint32Array(remembered);
  const until = new Float64Array(remembered).fill(-Infinity);
  let next = 0;

  return {
    counts(caller) {
      if (caller === undefined) return true;
      const now = clock.now();
      const hash = hashOf(caller);
      for (let place = 0; place < remembered; place += 1) {
        if (callers[place] === hash && (until[place] ?? 0) > now) return false;
      }
      callers[next] = hash;
      until[next] = now + periodMs;
      next = (next + 1) % remembered;
      return true;
    },
  };
}

// FNV-1a: names of any length take four bytes. Two callers in four thousand millions are taken for one.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
