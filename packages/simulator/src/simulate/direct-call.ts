import type { Arena } from './policy.ts';
import type { SimulatedRequest } from './ledger.ts';
import { hangs, succeeds } from './world.ts';

/** How one upstream call ended: how long it took when it brought a picture, undefined when it failed. */
export type CallEnd = { readonly callMs: number } | undefined;

/** Calls a model without any HTTP. `done` is told how it ended; a hang ends by the timeout. */
export function directCall(
  { clock, world, ledger }: Arena,
  request: SimulatedRequest,
  name: string,
  options: { readonly tries: Map<string, number>; readonly timeoutMs: number },
  done: (end: CallEnd) => void,
): void {
  const moment = clock.wallNow();
  const fate = world.call(request.id, name, options.tries, moment);
  ledger.called(name, world.model(name).episodeAt(moment) !== undefined);
  const late = hangs(fate) || fate.latencyMs > options.timeoutMs;
  clock.setTimeout(
    () => {
      if (late || !succeeds(fate)) return done(undefined);
      ledger.paid(name);
      done({ callMs: fate.latencyMs });
    },
    late ? options.timeoutMs : fate.latencyMs,
  );
}
