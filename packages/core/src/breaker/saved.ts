import { InvalidOptionsError } from '../errors.ts';
import { assertNumber, describe } from '../options-check.ts';
import type { Learned } from './run.ts';

/** What a breaker takes along to its next life, as plain JSON. No moment of a clock is in it, only durations. */
export interface SavedBreaker extends Learned {
  readonly v: 1;
  /** A recovery begins again: it is saved as open with nothing left to wait. */
  readonly state: 'closed' | 'open';
  readonly remainingOpenMs: number;
  /** Openings in a row. */
  readonly openings: number;
  /** How long ago it last closed; null: never. */
  readonly closedForMs: number | null;
}

/** @throws InvalidOptionsError for anything that `save` has not written. */
export function assertSaved(saved: SavedBreaker): void {
  assertSavedVersion(saved);
  if (saved.state !== 'closed' && saved.state !== 'open')
    throw new InvalidOptionsError(`saved.state is ${describe(saved.state)}, but must be "closed" or "open".`);
  assertNumber('saved.remainingOpenMs', saved.remainingOpenMs, { atLeast: 0 });
  assertNumber('saved.openings', saved.openings, { atLeast: 0, whole: true });
  if (saved.closedForMs !== null) assertNumber('saved.closedForMs', saved.closedForMs, { atLeast: 0 });
  assertNumber('saved.noise', saved.noise, { atLeast: 0, atMost: 1 });
  assertNumber('saved.gapMs', saved.gapMs, { above: 0 });
  assertNumber('saved.seen', saved.seen, { atLeast: 0, whole: true });
}

/** @throws InvalidOptionsError for anything that a chain's `save` has not written, but for its breakers' insides. */
export function assertSavedChain(saved: { readonly v: 1; readonly breakers: object }): void {
  assertSavedVersion(saved);
  const breakers: unknown = saved.breakers;
  if (typeof breakers === 'object' && breakers !== null) return;
  throw new InvalidOptionsError(
    `saved.breakers is ${describe(breakers)}, but must be what save() has given. Leave saved out to begin anew.`,
  );
}

/** @throws InvalidOptionsError for what another version has saved. */
function assertSavedVersion(saved: { readonly v: 1 }): void {
  const known: unknown = saved?.v;
  if (known === 1) return;
  throw new InvalidOptionsError(
    `saved has v ${describe(known)}, but this version reads 1. Leave saved out to begin anew.`,
  );
}
