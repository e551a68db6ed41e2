import { expect, test } from 'vitest';
import { upstreamWorld } from '../testing/upstream-world.ts';

test.each([{}, { totalTimeoutMs: 30_000 }, { attemptTimeoutMs: 90_000, totalTimeoutMs: 60_000 }])(
  'of models that nobody knows yet and that hang, none keeps a request from the next: %j',
  async (options) => {
    const { requests, become, calls } = upstreamWorld(['a', 'b', 'c'], options);
    become('hangs', 'a', 'b');
    become({ ok: 2_000 }, 'c');
    const served = await requests(20, 1_000);
    expect(new Set(served)).toEqual(new Set(['c']));
    expect(calls).toContain('a');
  },
);

test('without a hedge an attempt leaves time for the next model', async () => {
  const { requests, become } = upstreamWorld(['a', 'b', 'c'], { hedge: false, totalTimeoutMs: 40_000 });
  become('hangs', 'a', 'b');
  const served = await requests(3, 100);
  expect(new Set(served)).toEqual(new Set(['c']));
});

test('the last that can be asked has all the time that is left', async () => {
  const { requests, become } = upstreamWorld(['a'], { hedge: false, totalTimeoutMs: 40_000 });
  become({ ok: 39_000 }, 'a');
  expect(await requests(1, 0)).toEqual(['a']);
});

test('a model that is known to be slow is given twice its usual time before the next is started', async () => {
  const { requests, become, calls } = upstreamWorld(['a', 'b'], { attemptTimeoutMs: 90_000 });
  become({ ok: 40_000 }, 'a');
  await requests(20, 45_000);
  calls.length = 0;
  become({ ok: 79_000 }, 'a');
  expect(await requests(1, 0)).toEqual(['a']);
  expect(calls).toEqual(['a']);
});
