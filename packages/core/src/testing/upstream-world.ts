import type { Failover, FailoverOptions } from '../failover/failover-types.ts';
import { createFailover } from '../failover/create-failover.ts';
import type { Attempt } from '../outcome.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { upstreamError } from './upstream-error.ts';

/** What a model does with each call: answers after so many ms, refuses with a 503 after so many, or hangs. */
type Name = 'a' | 'b' | 'c';

type Behaviour = { readonly ok: number } | { readonly busy: number } | 'hangs';

interface UpstreamWorld {
  readonly clock: ManualClock;
  readonly failover: Failover<Name>;
  /** The models called so far. */
  readonly calls: Name[];
  readonly call: (model: Name, attempt: Attempt<Name>) => Promise<string>;
  /** So many requests, one every `everyMs`; who served each, or the name of the error. Five minutes pass behind. */
  requests(count: number, everyMs: number): Promise<string[]>;
  become(how: Behaviour, ...which: Name[]): void;
}

/** A chain over models that behave as told, on a clock of its own. */
export function upstreamWorld(
  models: readonly [Name, ...Name[]],
  options: Partial<FailoverOptions> = {},
): UpstreamWorld {
  const clock = createManualClock();
  const failover = createFailover({ ...options, models, clock, random: () => 0.5 });
  const behaviour = new Map<Name, Behaviour>();
  const calls: Name[] = [];
  const call = (model: Name, { signal }: Attempt<Name>): Promise<string> => {
    calls.push(model);
    const how = behaviour.get(model) ?? { ok: 1_000 };
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      if (how === 'hangs') return;
      if ('ok' in how) clock.setTimeout(() => resolve(model), how.ok);
      else clock.setTimeout(() => reject(upstreamError(503)), how.busy);
    });
  };

  async function requests(count: number, everyMs: number): Promise<string[]> {
    const answers: Promise<string>[] = [];
    for (let request = 0; request < count; request += 1) {
      answers.push(failover.run(call).catch((error: unknown) => (error as Error).name));
      await clock.advance(everyMs);
    }
    await clock.advance(300_000);
    return await Promise.all(answers);
  }

  function become(how: Behaviour, ...which: Name[]): void {
    for (const model of which) behaviour.set(model, how);
  }

  return { clock, failover, calls, call, requests, become };
}
