import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { upstreamWorld } from '../testing/upstream-world.ts';
import { createFailover } from './create-failover.ts';

test('after everything was down no request fails while one model is well again', async () => {
  const { requests, become } = upstreamWorld(['a', 'b', 'c']);
  become({ busy: 300 }, 'a', 'b', 'c');
  await requests(60, 1_000);
  become({ ok: 1_000 }, 'c');
  const served = await requests(200, 200);
  expect(new Set(served)).toEqual(new Set(['c']));
});

test('a last resort that hangs is not waited for alone', async () => {
  const { requests, become, failover, clock, call } = upstreamWorld(['a', 'b', 'c'], { retry: false });
  become({ busy: 300 }, 'a', 'b', 'c');
  await requests(60, 1_000);
  become('hangs', 'a');
  become({ ok: 1_000 }, 'b');
  clock.step(-300_000);
  const answer = failover.runDetailed(call);
  await clock.advance(47_000);
  const { trail } = await answer;
  expect(trail.served).toBe('b');
  expect(trail.attempts.map(({ purpose }) => purpose)).toEqual(['last-resort', 'last-resort']);
});

/** A chain of which both models are open, and a request that fails at the first while `meanwhile` happens. */
async function askedWhile(meanwhile: (world: ReturnType<typeof openWorld>) => unknown): Promise<string[]> {
  const world = openWorld();
  world.become({ busy: 300 }, 'a', 'b');
  await world.requests(60, 1_000);
  // Back to when both were still open.
  world.clock.step(-300_000);
  const asked: string[] = [];
  const answer = world.failover.run((model) => {
    asked.push(model);
    return Promise.reject(meanwhile(world));
  });
  await expect(answer).rejects.toThrow();
  return asked;
}

function openWorld() {
  return upstreamWorld(['a', 'b'], { retry: false, baseURL: 'https://up.test/v1', apiKey: 'key' });
}

test('a model that was isolated in the meantime is no last resort', async () => {
  const asked = await askedWhile(({ failover }) => {
    failover.isolate('b');
    return upstreamError(503);
  });
  expect(asked).toEqual(['a']);
});

test('a model whose key has died in the meantime is no last resort', async () => {
  expect(await askedWhile(() => upstreamError(401))).toEqual(['a']);
  expect(await askedWhile(() => upstreamError(503))).toEqual(['a', 'b']);
});

test('Retry-After is when the first model may be asked, by its breaker, its gate and its own word', async () => {
  const failover = createFailover({ models: ['a', 'b'], retry: false, clock: createManualClock() });
  const retryAfter = (
    answers: Record<'a' | 'b', [status: number, seconds?: number]>,
  ): Promise<number | null> =>
    failover
      .run((model) => {
        const [status, seconds] = answers[model];
        const headers = seconds === undefined ? undefined : { 'retry-after': String(seconds) };
        return Promise.reject(upstreamError(status, null, headers));
      })
      .then(
        () => NaN,
        (error: unknown) => (error as { retryAfterMs: number | null }).retryAfterMs,
      );
  // The vendor's own word counts where no breaker has opened.
  expect(await retryAfter({ a: [503, 20], b: [503, 30] })).toBe(20_000);
  // b may be asked at once, whatever keeps a away.
  expect(await retryAfter({ a: [429, 3_600], b: [503] })).toBeNull();
});
