import { failureCounts } from '../chain/caller-guard.ts';
import type { LiveAttempt } from './live-attempt.ts';
import type { StreamEnd } from './stream-end.ts';
import type { WalkContext } from './walk-context.ts';

type Surroundings<M extends string> = Pick<
  WalkContext<M>,
  'clock' | 'active' | 'classify' | 'emit' | 'isHeard'
>;

/**
 * Watches over a stream that has been given to the caller: the total deadline and `close` abort it, and the
 * breaker hears of it once, when it is known what became of it. So does whoever listens for `attempt:end`.
 */
export function followStream<M extends string>(
  { clock, active, classify, emit, isHeard }: Surroundings<M>,
  live: LiveAttempt<M>,
  end: Promise<StreamEnd>,
  request: {
    readonly startedAt: number;
    readonly totalDeadlineAt: number;
    readonly options: { readonly caller?: string | undefined };
  },
): void {
  const { breaker } = live.link;
  const { totalDeadlineAt } = request;
  let { permit } = live;
  let overlong = false;
  let excused = false;

  function tell(outcome: 'success' | 'failure' | 'ignored'): void {
    if (permit !== undefined) breaker.settle(permit, outcome);
    permit = undefined;
  }

  function onOverlong(): void {
    // Long answers are usual where text is streamed: in flight for ever, they would count as overdue.
    overlong = permit !== undefined;
    tell('ignored');
  }

  function onTotalDeadline(): void {
    // A late starter is not to blame.
    excused = live.startedAt - request.startedAt > totalDeadlineAt - live.startedAt;
    stop(new DOMException('The request took longer than its total deadline.', 'TimeoutError'));
  }

  function stop(reason: unknown): void {
    live.abort(reason);
  }

  const now = clock.now();
  const timers = [clock.setTimeout(onTotalDeadline, Math.max(0, totalDeadlineAt - now))];
  const { deadlineAt } = live.attempt;
  if (deadlineAt < totalDeadlineAt) timers.push(clock.setTimeout(onOverlong, Math.max(0, deadlineAt - now)));
  const underWay = { place: 0, stop };
  active.add(underWay);

  void end.then((seen) => {
    active.delete(underWay);
    for (const timer of timers) clock.clearTimeout(timer);
    const verdict = typeof seen === 'string' ? undefined : classify(seen);
    const failed =
      verdict?.countsAsFailure === true && !excused && failureCounts(live.link, request.options.caller);
    // Its own permit was given back before it broke.
    if (overlong && failed && breaker.state === 'closed') {
      const again = breaker.acquire();
      permit = again === -1 ? undefined : again;
    }
    const outcome = failed ? 'failure' : seen === 'whole' ? 'success' : 'ignored';
    tell(outcome);
    if (isHeard('attempt:end')) emit('attempt:end', live.record({ outcome, verdict, endedAt: clock.now() }));
  });
}
