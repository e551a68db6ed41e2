import type { Permit } from './permit.ts';

/**
 * The careful return of one model: 1 call at once, then 2, 4, ... up to the cap.
 *
 * A round is as many successes as calls are let through; a failed round starts again at its size.
 */
export interface Recovery {
  /** Index of a free place, or -1. */
  freePlace(): number;
  /** Takes the place until `expiresAt`. */
  occupy(place: number, permit: Permit, expiresAt: number): void;
  release(place: number): void;
  /** The permit of a place whose lease is over by `now`, its place freed; undefined when there is none. */
  reclaim(now: number): Permit | undefined;
  /** When the next place comes free by itself; undefined while one is free. */
  freeAt(): number | undefined;
  success(): 'recovering' | 'recovered';
  /** Relapsed when so many failed in a row, or the share of failures in this recovery has come to the rate. */
  failure(failureRate: number, runNeeded: number): 'recovering' | 'relapsed';
  /** Calls let through at once. */
  readonly size: number;
  /** A sentence part such as `2 of 5 probes failed`. */
  readonly sum: string;
}

export function createRecovery(cap: number): Recovery {
  const held: (Permit | undefined)[] = Array.from({ length: cap });
  const expiry = new Float64Array(cap);
  let size = 1;
  let inRound = 0;
  let successes = 0;
  let failures = 0;
  let inRow = 0;

  return {
    get size() {
      return size;
    },
    get sum() {
      return `${failures} of ${failures + successes} probes failed`;
    },
    freePlace() {
      for (let place = 0; place < size; place += 1) if (held[place] === undefined) return place;
      return -1;
    },
    occupy(place, permit, expiresAt) {
      held[place] = permit;
      expiry[place] = expiresAt;
    },
    release(place) {
      held[place] = undefined;
    },
    reclaim(now) {
      for (let place = 0; place < size; place += 1) {
        const permit = held[place];
        if (permit !== undefined && (expiry[place] ?? 0) <= now) {
          held[place] = undefined;
          return permit;
        }
      }
      return undefined;
    },
    freeAt() {
      let earliest: number | undefined;
      for (let place = 0; place < size; place += 1) {
        if (held[place] === undefined) return undefined;
        earliest = Math.min(earliest ?? Infinity, expiry[place] ?? 0);
      }
      return earliest;
    },
    success() {
      successes += 1;
      inRow = 0;
      inRound += 1;
      if (inRound < size) return 'recovering';
      inRound = 0;
      if (size >= cap) return 'recovered';
      size = Math.min(cap, size * 2);
      return 'recovering';
    },
    failure(failureRate, runNeeded) {
      failures += 1;
      inRow += 1;
      inRound = 0;
      // With nothing but failures the share is 1: the first failed probe reopens at any rate.
      return inRow >= runNeeded || failures / (failures + successes) >= failureRate
        ? 'relapsed'
        : 'recovering';
    },
  };
}
