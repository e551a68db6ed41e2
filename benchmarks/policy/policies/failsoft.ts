import type { createFailover as CreateFailover, FailoverOptions } from '@failsoft/core';
import type { Policy } from '../arena.ts';
import { upstreamError } from '../upstream-error.ts';
import { models } from '../world/world.ts';

/** The real thing, with a build of core and options to try. */
export function failsoft(
  name: string,
  createFailover: typeof CreateFailover,
  options: Omit<FailoverOptions, 'models' | 'clock' | 'random'> = {},
  knowsMedians = true,
): Policy {
  return {
    name,
    enter(arena) {
      const ranks = new Map(models.map((model, rank) => [model.name, rank]));
      const specs = models.map(({ name: model, medianMs }) =>
        knowsMedians ? { name: model, medianMs } : { name: model },
      );
      const [first, ...rest] = specs;
      if (first === undefined) throw new Error('The world has no models.');
      const failover = createFailover({
        ...options,
        models: [first, ...rest],
        clock: arena.time,
        random: arena.random,
      });
      failover.on('breaker:open', ({ from }) => {
        if (from === 'closed') arena.tripped();
      });

      return (request) => {
        failover
          .run(
            (model, { signal }) =>
              new Promise<number>((resolve, reject) => {
                const rank = ranks.get(model) ?? -1;
                const cancel = arena.call(request, rank, (answer) => {
                  if (answer.kind === 'image') resolve(rank);
                  else reject(upstreamError(answer));
                });
                signal.addEventListener('abort', () => {
                  cancel();
                  reject(signal.reason);
                });
              }),
          )
          .then(
            (rank) => arena.serve(request, rank),
            (error: unknown) => {
              const status =
                typeof error === 'object' && error !== null && 'status' in error ? error.status : 0;
              if (status === 400) arena.giveBack(request);
              else arena.fail(request);
            },
          );
      };
    },
  };
}
