import type { LiveAttempt } from './live-attempt.ts';
import type { StreamEnd } from './stream-end.ts';
import type { WalkContext } from './walk-context.ts';

type Surroundings = Pick<WalkContext<string>, 'clock' | 'active' | 'classify'>;

/**
 * Watches over a stream that has been given to the caller: the total deadline and `close` abort it, and the
 * breaker hears of it once, when it is known what became of it.
 */
export function followStream(
  { clock, active, classify }: Surroundings,
  live: LiveAttempt<string>,
  end: Promise<StreamEnd>,
  request: {
    readonly startedAt: number;
    readonly totalDeadlineAt: number;
    readonly options: { readonly caller?: string | undefined };
  },
): void {
  const { breaker, callers } = live.candidate.link;
  const { totalDeadlineAt } = request;
  let { permit } = live.candidate;
  let overlong = false;

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
    if (live.startedAt - request.startedAt > totalDeadlineAt - live.startedAt) tell('ignored');
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
    if (typeof seen === 'string') return tell(seen === 'whole' ? 'success' : 'ignored');
    const failed = classify(seen).countsAsFailure && callers?.counts(request.options.caller) !== false;
    // Its own permit was given back before it broke.
    if (overlong && failed && breaker.state === 'closed') {
      const again = breaker.acquire();
      permit = again === -1 ? undefined : again;
    }
    tell(failed ? 'failure' : 'ignored');
  });
}
