import type { Clock, Failover } from '@failsoft/core';
import { createDraws } from '../random/draws.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { guardFetch } from './fetch-guard.ts';
import type { SimulatedRequest } from './ledger.ts';
import { PATIENCE_MS, type Arena, type Handler, type Policy } from './policy.ts';
import { createTransport } from './transport.ts';

/** What a simulated configuration must take: virtual time, repeatable chance, the simulated upstream. */
export interface SimulationDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: typeof globalThis.fetch;
}

/** Makes the failover that is judged, as the app makes it, with these three handed on to `createFailover`. */
export type FailoverFactory = (deps: SimulationDeps) => Pick<Failover, 'models' | 'fetch' | 'on' | 'close'>;

const URL_ASKED = 'http://simulation.invalid/v1/images/generations';

/** The user's own failover, asked as an SDK asks it. */
export const ownFailover = (factory: FailoverFactory): Policy => ({
  name: 'your configuration',
  enter: (arena) => createHandler(arena, factory),
});

function createHandler(arena: Arena, factory: FailoverFactory): Handler {
  const { clock, ledger, world, seed } = arena;
  const transport = createTransport(arena);
  const draw = createDraws(seed, 'random of the failover');
  let timersSet = 0;
  let drawn = 0;
  let answered = false;
  let problem: SimulatorOptionsError | undefined;

  const failover = factory({
    fetch: transport.fetch,
    random: () => draw((drawn += 1), 'random'),
    clock: {
      ...clock,
      setTimeout(fn, ms) {
        timersSet += 1;
        return clock.setTimeout(fn, ms);
      },
    },
  });
  const primary = failover.models[0] ?? '';
  const release = guardFetch((url) => {
    problem ??= askedAside(url);
  });
  for (const event of ['breaker:open', 'breaker:recovering', 'breaker:closed'] as const) {
    failover.on(event, ({ model, from, to }) => {
      // Every open interval is drawn, so whoever opens without a draw has chance of its own.
      if (to === 'open' && drawn === 0) problem ??= notHandedOn('random');
      const at = clock.wallNow();
      ledger.turned({ model, at, from, to }, world.model(model).episodeAt(at) !== undefined);
    });
  }

  /** Once an answer has come everything is in place, or never will be. */
  function check(): void {
    answered = true;
    if (transport.calls === 0) problem ??= notHandedOn('fetch');
    else if (timersSet === 0) problem ??= notHandedOn('clock');
  }

  async function ask(request: SimulatedRequest): Promise<void> {
    const patience = new AbortController();
    const timer = clock.setTimeout(() => patience.abort(new DOMException('gone', 'AbortError')), PATIENCE_MS);
    const body = JSON.stringify({ model: primary, prompt: transport.promptFor(request) });
    const headers = { 'content-type': 'application/json' };
    try {
      const response = await failover.fetch(URL_ASKED, {
        method: 'POST',
        headers,
        body,
        signal: patience.signal,
      });
      const served = response.ok ? await transport.readAnswer(request, response) : undefined;
      ledger.settle(request, clock.wallNow(), served);
    } catch {
      // The user went away, or was shown an error.
      ledger.settle(request, clock.wallNow(), undefined);
    }
    clock.clearTimeout(timer);
    transport.forget(request);
    if (!answered) check();
  }

  return {
    handle: (request) => void ask(request),
    async settle() {
      // Reactions to a timer, reading of bodies included, are over before the next macrotask.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (problem !== undefined) throw problem;
    },
    async close() {
      release();
      await failover.close();
    },
  };
}

// Who asked cannot be told from here, so both get to know what to do.
function askedAside(url: string): SimulatorOptionsError {
  return new SimulatorOptionsError(
    `${url} was asked by the fetch of the process, which simulate stands in for while it runs: ` +
      `${notHandedOn('fetch').message} If it was asked by other code of this process, ` +
      'let that wait until simulate has ended, or run simulate in a process of its own.',
  );
}

function notHandedOn(name: 'fetch' | 'clock' | 'random'): SimulatorOptionsError {
  return new SimulatorOptionsError(
    `failover makes a failover without the ${name} that it is given. ` +
      'Write ({ clock, random, fetch }) => createFailover({ ...yours, clock, random, fetch }).',
  );
}
