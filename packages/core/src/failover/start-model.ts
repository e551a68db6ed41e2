import type { Link } from '../chain/chain.ts';
import type { Purpose } from '../outcome.ts';
import { launch, type Attempts } from './attempts.ts';

/**
 * Calls the next model that is admitted. False: nobody is left.
 *
 * @param purpose undefined for the first of a request
 * @param now just read from the clock
 */
export function startNext<M extends string, T>(
  walk: Attempts<M, T>,
  purpose?: Purpose,
  now: number = walk.context.clock.now(),
): boolean {
  const { request } = walk;
  const link = request.next(now);
  if (link === undefined) return false;
  if (link.breaker.state === 'recovering' && startProbe(walk, link, now)) {
    if (!walk.finished) startNext(walk, purpose);
    return true;
  }
  const usual = link.target.name === request.requested ? 'primary' : 'fallback';
  launch(walk, link, request.permit, purpose ?? usual, now);
  return true;
}

/** Calls a model that only its breaker refused. False: nobody is left. */
export function startLastResort<M extends string, T>(walk: Attempts<M, T>): boolean {
  const now = walk.context.clock.now();
  const link = walk.request.lastResort(now);
  if (link === undefined) return false;
  launch(walk, link, walk.request.permit, 'last-resort', now);
  return true;
}

// The user never waits for a suspect: the next model answers, the suspect is tried beside it.
function startProbe<M extends string, T>(walk: Attempts<M, T>, link: Link<M>, now: number): boolean {
  // Only the first test of a model whose open time is over is one.
  if (walk.context.settings.probe !== 'raced' || link.breaker.snapshot().probing !== 1) return false;
  launch(walk, link, walk.request.permit, 'probe', now);
  return true;
}
