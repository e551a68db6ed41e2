import { directCall } from './direct-call.ts';
import { createDocumentedBreaker } from './documented-breaker.ts';
import { PATIENCE_MS, type Policy } from './policy.ts';

/** The chain one model after the other, each behind the documented breaker; no hedge, no raced probe. */
export const documentedChain = (models: readonly string[]): Policy => ({
  name: 'documented breaker',
  enter(arena) {
    const { clock, ledger, world } = arena;
    const links = models.map((model) => ({
      model,
      breaker: createDocumentedBreaker((from, to) => {
        const at = clock.wallNow();
        ledger.turned({ model, at, from, to }, world.model(model).episodeAt(at) !== undefined);
      }),
    }));
    return {
      handle(request) {
        const tries = new Map<string, number>();
        const next = (place: number): void => {
          const link = links[place];
          if (link === undefined) return ledger.settle(request, clock.wallNow(), undefined);
          if (!link.breaker.admit(clock.now())) return next(place + 1);
          const timeoutMs = request.arrivedAt + PATIENCE_MS - clock.wallNow();
          directCall(arena, request, link.model, { tries, timeoutMs }, (end) => {
            link.breaker.record(end !== undefined, clock.now());
            if (end === undefined) return next(place + 1);
            ledger.settle(request, clock.wallNow(), { model: link.model, ...end });
          });
        };
        next(0);
      },
    };
  },
});
