import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ChainExhaustedError, isFailoverError, trailOf } from '../errors.ts';
import type { Attempt, Evidence, Trail, Verdict } from '../outcome.ts';
import { createManualClock, settled } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { Failover, FailoverOptions } from './failover-types.ts';

const names = ['primary', 'backup', 'third'] as const;
type Name = (typeof names)[number];
type Behaviour = (attempt: Attempt<Name>) => Promise<string>;

function setup(options: Partial<FailoverOptions> = {}) {
  const clock = createManualClock();
  const failover = createFailover({ ...options, models: names, clock, random: () => 0.5 });
  const behaviour: Record<Name, Behaviour> = {
    primary: () => Promise.resolve('image'),
    backup: () => Promise.resolve('image'),
    third: () => Promise.resolve('image'),
  };
  const calls: Name[] = [];
  const call = (model: Name, attempt: Attempt<Name>): Promise<string> => {
    calls.push(model);
    return behaviour[model](attempt);
  };
  return { clock, failover, behaviour, calls, call };
}

const fails =
  (status: number, headers?: Record<string, string>): Behaviour =>
  () =>
    Promise.reject(upstreamError(status, null, headers));

function after(clock: ReturnType<typeof createManualClock>, ms: number, value = 'image'): Behaviour {
  return () => new Promise((resolve) => void clock.setTimeout(() => resolve(value), ms));
}

const hangs: Behaviour = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

async function trip(world: ReturnType<typeof setup>): Promise<void> {
  const before = world.behaviour.primary;
  world.behaviour.primary = fails(503);
  const breaker = (): string | undefined => world.failover.status().models[0]?.breaker;
  for (let request = 0; request < 50 && breaker() === 'closed'; request += 1)
    await world.failover.run(world.call);
  expect(breaker()).toBe('open');
  world.behaviour.primary = before;
  world.calls.length = 0;
}

describe('a healthy chain', () => {
  test('the primary answers, after one call, undegraded', async () => {
    const { failover, call, calls, clock } = setup();
    const { value, trail } = await failover.runDetailed(call);
    expect(value).toBe('image');
    expect(trail).toMatchObject({
      requested: 'primary',
      served: 'primary',
      degraded: false,
      reason: undefined,
    });
    expect(calls).toEqual(['primary']);
    expect(clock.pending).toBe(0);
  });
});

describe('an overloaded primary', () => {
  test('is asked once and the backup answers', async () => {
    const { failover, call, calls, behaviour } = setup();
    behaviour.primary = fails(503);
    const { trail } = await failover.runDetailed(call);
    expect(calls).toEqual(['primary', 'backup']);
    expect(trail).toMatchObject({ served: 'backup', degraded: true, reason: 'overloaded' });
    expect(trail.attempts.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['failure', 503],
      ['success', undefined],
    ]);
  });

  test('a thousand concurrent calls all succeed; open, it gets none; back, it serves and the breaker closes', async () => {
    const world = setup();
    const { failover, call, calls, behaviour, clock } = world;
    behaviour.primary = fails(503);
    const answers = await Promise.all(Array.from({ length: 1000 }, () => failover.run(call)));
    expect(answers.every((answer) => answer === 'image')).toBe(true);
    expect(failover.status().models[0]?.breaker).toBe('open');

    calls.length = 0;
    clock.step(5_000);
    await Promise.all(Array.from({ length: 1000 }, () => failover.run(call)));
    expect(calls.filter((model) => model === 'primary')).toEqual([]);

    behaviour.primary = () => Promise.resolve('image');
    clock.step(120_000);
    for (let request = 0; request < 20; request += 1) await failover.run(call);
    await settled();
    expect(failover.status().models[0]?.breaker).toBe('closed');
    calls.length = 0;
    await Promise.all(Array.from({ length: 1000 }, () => failover.run(call)));
    expect(new Set(calls)).toEqual(new Set(['primary']));
  });

  test('with everything down, a thousand concurrent calls all end in a 503 with a time to come back', async () => {
    const { failover, call, behaviour } = setup();
    for (const name of names) behaviour[name] = fails(503);
    const results = await Promise.allSettled(Array.from({ length: 1000 }, () => failover.run(call)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    const error: unknown = await failover.run(call).catch((thrown: unknown) => thrown);
    if (!(error instanceof ChainExhaustedError)) throw new Error('expected the chain to be exhausted');
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.headers).toMatchObject({ 'x-should-retry': 'false' });
    expect(error.headers['Retry-After']).toMatch(/^\d+$/);
    expect(error.getResponse().status).toBe(503);
    expect(await error.getResponse().json()).toMatchObject({ error: { code: 'chain_exhausted' } });
    expect(error.cause).toMatchObject({ status: 503 });
  });
});

describe('faults of the code that calls', () => {
  test('a TypeError gets one other model, then it is thrown as it is and opens no breaker', async () => {
    const { failover, call, calls, behaviour } = setup();
    const bug = new TypeError("Cannot read properties of undefined (reading 'prompt')");
    for (const name of names) behaviour[name] = () => Promise.reject(bug);
    for (let request = 0; request < 30; request += 1) await expect(failover.run(call)).rejects.toBe(bug);
    expect(calls).toHaveLength(60);
    expect(failover.status().models.map(({ breaker }) => breaker)).toEqual(['closed', 'closed', 'closed']);
  });

  test('an answer whose getters throw is handed over as it is', async () => {
    const { failover } = setup();
    const hostile = Object.defineProperty({}, 'error', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(await failover.run(() => Promise.resolve(hostile))).toBe(hostile);
  });

  test("an app's own answer that has an error among other things is no upstream's", async () => {
    const { failover, calls } = setup();
    const own = { saved: true, error: { message: 'no thumbnail' } };
    expect(
      await failover.run((model) => {
        calls.push(model);
        return Promise.resolve(own);
      }),
    ).toBe(own);
    expect(calls).toEqual(['primary']);
  });

  test('an async listener that rejects becomes a fault', async () => {
    const { failover, call } = setup();
    const faults: unknown[] = [];
    failover.on('fault', (fault) => void faults.push(fault));
    // What TypeScript would warn of, and people write.
    failover.on('attempt:end', async () => {
      throw new Error('disk full');
    });
    await failover.run(call);
    await settled();
    expect(faults).toMatchObject([{ where: 'listener of attempt:end', error: { message: 'disk full' } }]);
  });
});

describe('keys that nobody has told', () => {
  const deadKey = Object.assign(new Error('x'), {
    status: 401,
    error: { message: 'Incorrect API key provided', code: 'invalid_api_key' },
  });
  const run = (failover: Failover): Promise<string> =>
    failover.run((model) => (model === 'a' ? Promise.reject(deadKey) : Promise.resolve(model)));

  test('are not taken for one: the next model may have another', async () => {
    expect(await run(createFailover({ models: ['a', 'b'], clock: createManualClock() }))).toBe('b');
  });

  test('rest together when they are of one vendor', async () => {
    const of = (name: string): { name: string; vendor: string } => ({ name, vendor: 'openai' });
    const failover = createFailover({ models: [of('a'), of('b')], clock: createManualClock() });
    await expect(run(failover)).rejects.toThrow(ChainExhaustedError);
  });
});

describe('rules of a user', () => {
  const teapot = (evidence: Evidence, verdict: Verdict): Verdict =>
    (evidence.error as { status?: number }).status === 418
      ? { ...verdict, kind: 'overloaded', action: 'failover', countsAsFailure: true }
      : verdict;

  test('decide in place of the rules that are built in', async () => {
    const { failover, call, behaviour } = setup({ classify: teapot });
    behaviour.primary = fails(418);
    const { trail } = await failover.runDetailed(call);
    expect(trail).toMatchObject({ served: 'backup', reason: 'overloaded' });
  });

  test.each([
    [
      'that throw',
      () => {
        throw new Error('oops');
      },
      'oops',
    ],
    // What JavaScript lets a rule forget.
    ['that return nothing', (() => undefined) as unknown as typeof teapot, 'Return `builtIn`'],
    [
      'that make up kinds',
      (_: Evidence, verdict: Verdict) => ({ ...verdict, kind: 'busy' }) as unknown as Verdict,
      'the kind busy',
    ],
  ])('%s leave the built-in verdict, and a fault is told', async (_, classify, message) => {
    const { failover, call, behaviour } = setup({ classify });
    const faults: unknown[] = [];
    failover.on('fault', (fault) => void faults.push(fault));
    behaviour.primary = fails(503);
    expect(await failover.run(call)).toBe('image');
    expect(faults).toMatchObject([
      { where: 'classify', error: { message: expect.stringContaining(message) } },
    ]);
  });
});

describe("the caller's own fault", () => {
  test('that a hedge has seen ends the request once the better model has failed', async () => {
    const { clock, failover, call, calls, behaviour } = setup({ hedge: { minimumDelayMs: 1_000 } });
    for (let request = 0; request < 20; request += 1) {
      behaviour.primary = after(clock, 500);
      const answered = failover.run(call);
      await clock.advance(500);
      await answered;
    }
    calls.length = 0;
    const refusal = upstreamError(400, 'invalid_value');
    behaviour.primary = () =>
      new Promise((_, reject) => void clock.setTimeout(() => reject(upstreamError(503)), 6_000));
    behaviour.backup = () => Promise.reject(refusal);
    const failed = expect(failover.run(call)).rejects.toBe(refusal);
    await clock.advance(10_000);
    await failed;
    expect(calls).toEqual(['primary', 'backup']);
  });

  test('a 400 comes back untouched after exactly one call, and any number leaves the breaker closed', async () => {
    const { failover, call, calls, behaviour } = setup();
    const error = upstreamError(400, 'invalid_value');
    behaviour.primary = () => Promise.reject(error);
    for (let request = 0; request < 200; request += 1) {
      await expect(failover.run(call)).rejects.toBe(error);
    }
    expect(calls).toHaveLength(200);
    expect(failover.status().models[0]).toMatchObject({ breaker: 'closed', window: { failures: 0 } });
    expect(trailOf(error)).toMatchObject({ requested: 'primary', served: undefined });
    expect(isFailoverError(error)).toBe(false);
  });
});

describe('a request that the model asked for does not take', () => {
  test('is tried on the others, and what that model said comes back when none can answer', async () => {
    const { failover, call, calls, behaviour } = setup();
    const error = upstreamError(400, 'unsupported_parameter');
    behaviour.primary = () => Promise.reject(error);
    await failover.run(call);
    expect(calls).toEqual(['primary', 'backup']);
    behaviour.backup = fails(503);
    behaviour.third = fails(503);
    await expect(failover.run(call)).rejects.toBe(error);
  });
});

describe('quota and configuration', () => {
  test('a 429 rests that model without opening its breaker', async () => {
    const { failover, call, calls, behaviour, clock } = setup();
    behaviour.primary = fails(429, { 'retry-after': '30' });
    await failover.run(call);
    await failover.run(call);
    expect(calls).toEqual(['primary', 'backup', 'backup']);
    expect(failover.status().models[0]).toMatchObject({ breaker: 'closed', available: false });
    clock.step(30_000);
    await failover.run(call);
    expect(calls.at(-2)).toBe('primary');
  });

  test('a dead key rests every model that shares it', async () => {
    const { failover, call, calls, behaviour } = setup({
      apiKey: 'k',
      baseURL: 'https://api.example.com/v1',
    });
    for (const name of names) behaviour[name] = fails(401);
    await expect(failover.run(call)).rejects.toMatchObject({ code: 'chain_exhausted' });
    expect(calls).toEqual(['primary']);
  });
});

describe('a refusal by one model', () => {
  test('does not speak for the models that are down', async () => {
    const { failover, call, behaviour } = setup({ retry: false });
    const down = upstreamError(503);
    behaviour.primary = behaviour.third = () => Promise.reject(down);
    behaviour.backup = fails(413);
    await expect(failover.run(call)).rejects.toMatchObject({ code: 'chain_exhausted', cause: down });
  });
});

describe('deadlines and aborts', () => {
  test('an attempt that outlasts its deadline counts as a failure, and the next model answers', async () => {
    const { failover, call, behaviour, clock } = setup({ attemptTimeoutMs: 1_000, hedge: false });
    let signal: AbortSignal | undefined;
    behaviour.primary = (attempt) => {
      signal = attempt.signal;
      return new Promise(() => {});
    };
    const answer = failover.runDetailed(call);
    await clock.advance(1_000);
    expect((await answer).trail).toMatchObject({ served: 'backup', reason: 'timeout' });
    expect(signal?.aborted).toBe(true);
    expect(failover.status().models[0]?.window.failures).toBe(1);
  });

  test('the total deadline ends the request whatever the chain does', async () => {
    const { failover, call, behaviour, clock } = setup({
      attemptTimeoutMs: 1_000,
      totalTimeoutMs: 1_500,
      hedge: false,
    });
    for (const name of names) behaviour[name] = hangs;
    const answer = failover.run(call).catch((error: unknown) => error);
    await clock.advance(1_500);
    expect(await answer).toMatchObject({ code: 'chain_exhausted', cause: { code: 'deadline_exceeded' } });
    expect(clock.pending).toBe(0);
  });

  test('a deadline that passes before anything else can happen is kept', async () => {
    const { failover, call, behaviour, clock } = setup({ attemptTimeoutMs: 1_000 });
    behaviour.primary = hangs;
    const answer = failover.runDetailed(call);
    clock.step(1_000);
    await settled();
    expect((await answer).trail).toMatchObject({ served: 'backup', reason: 'timeout' });
    expect(clock.pending).toBe(0);
  });

  test.each([
    // Each of the three models has its time, one behind the other.
    { attemptTimeoutMs: 10_000, hedge: { minimumDelayMs: 5_000 }, known: 15, endsAfterMs: 30_000 },
    { attemptTimeoutMs: 10_000, hedge: false, totalTimeoutMs: 15_000, known: 0, endsAfterMs: 14_000 },
  ] as const)(
    'a clock that steps back puts no deadline off: %j',
    async ({ known, endsAfterMs, ...options }) => {
      const { call, behaviour, clock } = setup();
      let back = 0;
      const failover = createFailover({
        ...options,
        models: names,
        clock: { ...clock, now: () => clock.now() - back },
      });
      for (let request = 0; request < known; request += 1) await failover.run(call);
      for (const name of names) behaviour[name] = hangs;
      const answer = failover.run(call).catch((error: unknown) => error);
      await clock.advance(1_000);
      back = 3_600_000;
      await clock.advance(endsAfterMs);
      expect(await Promise.race([answer, Promise.resolve('still waiting')])).toMatchObject({
        code: 'chain_exhausted',
      });
      expect(clock.pending).toBe(0);
    },
  );

  test('no attempt is promised more time than the request has left', async () => {
    const { failover, behaviour, clock } = setup({ attemptTimeoutMs: 1_000, totalTimeoutMs: 1_500 });
    const promised: number[] = [];
    for (const name of names) {
      behaviour[name] = (attempt) => {
        promised.push(attempt.deadlineAt);
        return hangs(attempt);
      };
    }
    const answer = failover.run((model, attempt) => behaviour[model](attempt)).catch(() => 'exhausted');
    await clock.advance(1_500);
    expect(await answer).toBe('exhausted');
    expect(promised).toEqual([1_000, 1_500]);
  });

  test('when the caller goes, every call is aborted and no other model is asked', async () => {
    const { failover, call, calls, behaviour, clock } = setup();
    let seen: AbortSignal | undefined;
    behaviour.primary = (attempt) => {
      seen = attempt.signal;
      return hangs(attempt);
    };
    const controller = new AbortController();
    const answer = failover.run(call, { signal: controller.signal }).catch((error: unknown) => error);
    const reason = new Error('gone');
    controller.abort(reason);
    expect(await answer).toBe(reason);
    expect(seen?.aborted).toBe(true);
    expect(calls).toEqual(['primary']);
    expect(clock.pending).toBe(0);
    expect(failover.status().models[0]?.window).toEqual({ failures: 0, successes: 0 });
  });

  test('a signal that is aborted before the start costs no call', async () => {
    const { failover, call, calls } = setup();
    await expect(failover.run(call, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(calls).toEqual([]);
  });

  test('close aborts what is under way and refuses what comes after', async () => {
    const { failover, call, behaviour, clock } = setup();
    behaviour.primary = hangs;
    const answer = failover.run(call).catch((error: unknown) => error);
    await failover.close();
    expect(await answer).toMatchObject({ code: 'closed' });
    await expect(failover.run(call)).rejects.toMatchObject({ code: 'closed' });
    expect(clock.pending).toBe(0);
  });
});

describe('retry and hedge', () => {
  test('a lone quick 500 is asked once more on the same model', async () => {
    const { failover, call, calls, behaviour } = setup();
    let first = true;
    behaviour.primary = () => {
      if (!first) return Promise.resolve('image');
      first = false;
      return Promise.reject(upstreamError(500));
    };
    const { trail } = await failover.runDetailed(call);
    expect(calls).toEqual(['primary', 'primary']);
    expect(trail).toMatchObject({ served: 'primary', degraded: false });
    expect(trail.attempts[1]?.purpose).toBe('retry');
  });

  test('a stray 503 of a model that has been answering is asked once more; of an unknown model never', async () => {
    const { failover, call, calls, behaviour } = setup();
    const stray: Behaviour = (attempt) => {
      behaviour.primary = () => Promise.resolve('image');
      return fails(503)(attempt);
    };
    behaviour.primary = stray;
    await failover.run(call);
    expect(calls).toEqual(['primary', 'backup']);
    for (let request = 0; request < 5; request += 1) await failover.run(call);
    calls.length = 0;
    behaviour.primary = stray;
    expect((await failover.runDetailed(call)).trail).toMatchObject({ served: 'primary', degraded: false });
    expect(calls).toEqual(['primary', 'primary']);
  });

  test('a failure that took as long as a slow success is not asked again', async () => {
    for (const [afterMs, expected] of [
      [4_900, ['primary', 'primary', 'backup']],
      [5_000, ['primary', 'backup']],
    ] as const) {
      const { failover, call, calls, behaviour, clock } = setup();
      behaviour.primary = () =>
        new Promise((_, reject) => void clock.setTimeout(() => reject(upstreamError(500)), afterMs));
      const answer = failover.run(call);
      await clock.advance(10_000);
      await answer;
      expect(calls).toEqual(expected);
    }
  });

  test('with a retry budget no more than three, or its share of the requests, are retried at once', async () => {
    for (const [requests, expected] of [
      [10, 3],
      [40, 8],
    ] as const) {
      const { failover, call, calls, behaviour, clock } = setup({
        retry: { budget: 0.2 },
        breaker: { minimumCalls: 1_000, consecutive: false },
      });
      behaviour.backup = after(clock, 1_000);
      const storm = async (): Promise<number> => {
        calls.length = 0;
        const answers = Array.from({ length: requests }, () => failover.run(call));
        await clock.advance(2_000);
        await Promise.all(answers);
        return calls.filter((model) => model === 'primary').length - requests;
      };
      behaviour.primary = (attempt) =>
        attempt.purpose === 'retry' ? after(clock, 500)(attempt) : fails(500)(attempt);
      expect(await storm()).toBe(expected);
      expect(await storm()).toBe(expected);
    }
  });

  test('in a run of failures nothing is asked twice', async () => {
    const { failover, call, calls, behaviour } = setup({
      breaker: { minimumCalls: 1_000, consecutive: false },
    });
    for (let request = 0; request < 5; request += 1) await failover.run(call);
    behaviour.primary = fails(500);
    for (let request = 0; request < 3; request += 1) await failover.run(call);
    calls.length = 0;
    await failover.run(call);
    expect(calls).toEqual(['primary', 'backup']);
  });

  test('a model that answers 500 for ever is asked twice, even while others succeed on it', async () => {
    const { failover, call, calls, behaviour } = setup();
    let unlucky = 0;
    behaviour.primary = async () => {
      unlucky += 1;
      if (unlucky > 5) return 'image';
      // Another request succeeds meanwhile, so that each of these failures is a lone one.
      await failover.run(() => Promise.resolve('image'));
      throw upstreamError(500);
    };
    const { trail } = await failover.runDetailed(call);
    expect(unlucky).toBe(2);
    expect(calls).toEqual(['primary', 'primary', 'backup']);
    expect(trail).toMatchObject({ served: 'backup', reason: 'server-error' });
  });

  test('a model slower than three times its median is overtaken, and that counts against it', async () => {
    const { failover, call, calls, behaviour, clock } = setup();
    behaviour.primary = after(clock, 1_000);
    for (let request = 0; request < 15; request += 1) {
      const answer = failover.run(call);
      await clock.advance(1_000);
      await answer;
    }
    calls.length = 0;
    behaviour.primary = hangs;
    const answer = failover.runDetailed(call);
    await clock.advance(3_000);
    const { trail } = await answer;
    expect(calls).toEqual(['primary', 'backup']);
    expect(trail).toMatchObject({ served: 'backup', reason: 'timeout' });
    expect(trail.attempts.map(({ purpose }) => purpose)).toEqual(['primary', 'hedge']);
    expect(failover.status().models[0]?.window.failures).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe('a hedge', () => {
  test('that is refused does not speak for the better model that is still at work', async () => {
    const { failover, call, behaviour, clock } = setup({ hedge: { minimumDelayMs: 0 } });
    behaviour.primary = after(clock, 1_000);
    for (let request = 0; request < 15; request += 1) {
      const answer = failover.run(call);
      await clock.advance(1_000);
      await answer;
    }
    behaviour.primary = after(clock, 5_000);
    behaviour.backup = fails(400);
    const answer = failover.runDetailed(call);
    await clock.advance(5_000);
    expect((await answer).trail).toMatchObject({ served: 'primary', degraded: false });
  });
});

describe('coming back', () => {
  test('the user of a probe never waits for it', async () => {
    const world = setup();
    const { failover, call, calls, behaviour, clock } = world;
    await trip(world);
    clock.step(10_000);
    behaviour.primary = after(clock, 60_000);
    const { trail } = await failover.runDetailed(call);
    expect(trail).toMatchObject({ served: 'backup', reason: 'circuit-open' });
    expect(calls).toEqual(['primary', 'backup']);
    expect(failover.status().models[0]?.breaker).toBe('recovering');
    await clock.advance(60_000);
    expect(calls).toHaveLength(2);
  });

  test("with probe: 'live' the user waits for the suspect", async () => {
    const world = setup({ probe: 'live' });
    await trip(world);
    world.clock.step(10_000);
    const { trail } = await world.failover.runDetailed(world.call);
    expect(trail.served).toBe('primary');
    expect(world.calls).toEqual(['primary']);
  });

  test('on Workers, which stop a probe with the answer beside it, the user waits for the suspect', async () => {
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    const world = setup();
    await trip(world);
    world.clock.step(10_000);
    expect((await world.failover.runDetailed(world.call)).trail.served).toBe('primary');
    expect(world.calls).toEqual(['primary']);
  });

  test('with every breaker open, the first that answers as a last resort serves, and it counts for nothing', async () => {
    const { failover, call, calls, behaviour } = setup();
    for (const name of names) behaviour[name] = fails(503);
    await Promise.allSettled(Array.from({ length: 50 }, () => failover.run(call)));
    expect(failover.status().serving).toBeUndefined();
    calls.length = 0;
    behaviour.primary = () => Promise.resolve('image');
    const { trail } = await failover.runDetailed(call);
    expect(calls).toEqual(['primary']);
    expect(trail.attempts[0]?.purpose).toBe('last-resort');
    behaviour.primary = fails(503);
    behaviour.third = () => Promise.resolve('image');
    expect((await failover.runDetailed(call)).trail).toMatchObject({ served: 'third', reason: 'overloaded' });
    expect(failover.status().models.map(({ breaker }) => breaker)).toEqual(['open', 'open', 'open']);
  });
});

describe('by hand', () => {
  test('an isolated model gets no call, not even as a last resort, until it is released', async () => {
    const { failover, call, calls, behaviour } = setup();
    const release = failover.isolate('primary');
    expect((await failover.runDetailed(call)).trail).toMatchObject({ served: 'backup', reason: 'manual' });
    behaviour.backup = fails(503);
    behaviour.third = fails(503);
    await Promise.allSettled(Array.from({ length: 30 }, () => failover.run(call)));
    expect(calls).not.toContain('primary');
    release();
    expect((await failover.runDetailed(call)).trail.served).toBe('primary');
  });

  test('a promoted model answers first, and says so, until undone', async () => {
    const { failover, call, calls } = setup();
    const undo = failover.promote('third');
    expect((await failover.runDetailed(call)).trail).toMatchObject({
      requested: 'primary',
      served: 'third',
      reason: 'promoted',
    });
    undo();
    undo();
    await failover.run(call);
    expect(calls).toEqual(['third', 'primary']);
  });
});

describe('through the gateway', () => {
  test('a promoted model answers for the primary, and the headers say so', async () => {
    const failover = createFailover({
      models: names,
      baseURL: 'https://api.example.com/v1',
      fetch: () => Promise.resolve(Response.json({ data: [{ b64_json: 'AAAA' }] })),
    });
    const ask = async (model: string): Promise<[string | null, string | null]> => {
      const body = JSON.stringify({ model, prompt: 'a lighthouse' });
      const request = new Request('http://x/v1/images/generations', { method: 'POST', body });
      const answer = await failover.handle(request);
      return [
        answer?.headers.get('x-served-model') ?? null,
        answer?.headers.get('x-fallback-reason') ?? null,
      ];
    };
    failover.promote('third');
    expect(await ask('primary')).toEqual(['third', 'promoted']);
    expect(await ask('auto')).toEqual(['third', 'promoted']);
    expect(await ask('backup')).toEqual(['backup', null]);
  });
});

describe('per request', () => {
  test('models narrows and orders the chain', async () => {
    const { failover, call, calls, behaviour } = setup();
    behaviour.third = fails(503);
    const { trail } = await failover.runDetailed(call, { models: ['third', 'primary'] });
    expect(calls).toEqual(['third', 'primary']);
    expect(trail).toMatchObject({ requested: 'third', served: 'primary', degraded: true });
  });

  test('failover: false gives the first model or its own error', async () => {
    const { failover, call, calls, behaviour } = setup();
    behaviour.primary = fails(503);
    await expect(failover.run(call, { failover: false })).rejects.toMatchObject({
      status: 503,
      code: 'upstream_error',
    });
    expect(calls).toEqual(['primary']);
  });

  test('a model that lacks what is required is skipped', async () => {
    const failover = createFailover({
      models: [
        { name: 'plain', supports: [] },
        { name: 'able', supports: ['edits'] },
      ],
    });
    const { trail } = await failover.runDetailed((model) => Promise.resolve(model), { requires: ['edits'] });
    expect(trail).toMatchObject({ served: 'able', reason: 'capability' });
  });

  test('a name outside the chain is refused by name', async () => {
    const { failover, call } = setup();
    // @ts-expect-error not a model of this chain
    await expect(failover.run(call, { models: ['nope'] })).rejects.toThrow(
      '"nope" is not a model of this chain',
    );
  });
});

describe('events', () => {
  test('they tell attempts, openings and changes of model, and a listener that throws harms nobody', async () => {
    const { failover, call, behaviour } = setup();
    behaviour.primary = fails(503);
    const seen: string[] = [];
    const trails: Trail<Name>[] = [];
    failover.on('attempt:end', ({ model, outcome }) => seen.push(`${model} ${outcome}`));
    failover.on('chain:failover', (trail) => trails.push(trail));
    failover.on('breaker:open', ({ model, explain }) => seen.push(`${model} open: ${explain}`));
    failover.on('attempt:end', () => {
      throw new Error('a listener of the user');
    });
    const faults: unknown[] = [];
    failover.on('fault', (fault) => faults.push(fault.where));
    for (let request = 0; request < 10; request += 1) await failover.run(call);
    expect(seen).toContain('primary failure');
    expect(
      seen.some((line) => /^primary open: \d+ failures in a row, 0 in flight, 0 overdue$/.test(line)),
    ).toBe(true);
    expect(trails).toHaveLength(10);
    expect(faults).toContain('listener of attempt:end');
  });

  test('a 200 that carries an error is the error it carries', async () => {
    const { failover, calls } = setup();
    const { trail } = await failover.runDetailed((model) => {
      calls.push(model);
      return Promise.resolve(
        model === 'primary' ? { error: { message: 'overloaded', code: 503 } } : { data: [] },
      );
    });
    expect(trail.served).toBe('backup');
  });
});

test.each([
  [{ models: [] }, 'models is'],
  [{ models: ['a', 'a'] }, 'models names "a" twice'],
  [{ models: [''] }, "A model's name is"],
  [{ models: ['a'], baseURL: 'api.example.com' }, 'baseURL is "api.example.com", but must be a URL'],
  [{ models: ['a'], attemptTimeoutMs: 0 }, 'attemptTimeoutMs is 0'],
  [{ models: ['a'], totalTimeoutMs: Infinity }, 'totalTimeoutMs is Infinity'],
  [{ models: ['a'], baseUrl: 'https://x' }, 'Did you mean "baseURL"?'],
  [{ models: ['a'], retry: 3 }, 'retry is 3, but must be true or false'],
  [{ models: ['a'], retry: { budget: 20 } }, 'retry.budget is 20'],
  [{ models: ['a'], probe: 'never' }, 'probe is "never", but must be "raced" or "live"'],
  [{ models: ['a'], hedge: { factor: 1 } }, 'hedge.factor is 1'],
  [{ models: [{ name: 'a', breaker: { failureRate: 0 } }] }, 'failureRate is 0'],
])('wrong options are named: %o', (options, message) => {
  expect(() => createFailover(options as unknown as FailoverOptions)).toThrow(message);
});
