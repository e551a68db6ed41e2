import { directCall } from './direct-call.ts';
import { PATIENCE_MS, type Policy } from './policy.ts';

/** One call to the primary; what it says is what the user gets. */
export const noFailover = (primary: string): Policy => ({
  name: 'no failover',
  enter: (arena) => ({
    handle(request) {
      directCall(arena, request, primary, { tries: new Map(), timeoutMs: PATIENCE_MS }, (end) =>
        arena.ledger.settle(request, arena.clock.wallNow(), end && { model: primary, ...end }),
      );
    },
  }),
});
