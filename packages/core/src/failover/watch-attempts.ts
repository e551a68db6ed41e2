import type { Attempts } from './attempts.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { hedgeDelayMs } from './pace.ts';

const started = Promise.resolve();

/** From now on their deadlines count, of those under way too. */
export function watchAttempts<M extends string>(walk: Attempts<M>): void {
  walk.watching = true;
  for (const live of walk.all) watchOne(walk, live);
}

/** The same for one that is started later. */
export function watchSoon<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): void {
  void started.then(() => watchOne(walk, live));
}

// Asked for a microtask after the start, because timers are the dearest part of a quick call: one that has
// been answered by then needs none. One timer at a time: first for the hedge, then for the deadline.
function watchOne<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): void {
  if (live.settled) return;
  const { deadlineAt } = live.attempt;
  const { hedge } = walk.context.settings;
  const timeMs = deadlineAt - live.startedAt;
  const hedgeMs = walk.request.order.length > 1 ? hedgeDelayMs(live.link, hedge, timeMs) : undefined;
  const hedgeAt = live.startedAt + (hedgeMs ?? Infinity);
  const onDeadline = (): void => {
    walk.reached = deadlineAt;
    walk.onDeadline(live);
  };
  if (hedgeAt >= deadlineAt) return live.at(deadlineAt, live.startedAt, onDeadline);
  live.at(hedgeAt, live.startedAt, () => {
    walk.reached = hedgeAt;
    live.overdue = true;
    live.at(deadlineAt, hedgeAt, onDeadline);
    if (!live.settled) walk.onLate(live);
  });
}
