import { expect, test } from 'vitest';
import { createBreaker } from '../breaker/breaker.ts';
import { createLatency } from '../chain/latency.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { CallView, LiveAttempt } from './live-attempt.ts';

test('an attempt comes to one outcome: the first it is told', () => {
  const clock = createManualClock();
  const breaker = createBreaker({ clock });
  const permit = breaker.acquire();
  if (permit === -1) throw new Error('refused');
  const link = {
    target: {
      name: 'a',
      upstreamModel: 'a',
      publicName: 'a',
      baseURL: undefined,
      apiKey: undefined,
      fetch,
      redirect: 'manual' as const,
      adapt: undefined,
      vendor: undefined,
      supports: undefined,
      family: undefined,
      download: fetch,
    },
    breaker,
    gateKeys: { model: 'a', credential: '', origin: '' },
    latency: createLatency(),
    medianMs: undefined,
    price: undefined,
    callers: undefined,
    supports: undefined,
  };
  const live = new LiveAttempt(link, permit, clock, 0, new CallView('a', 1, 'primary', 90_000));
  clock.step(1_000);
  expect(live.settle('success')).toBe(true);
  clock.step(1_000);
  expect(live.settle('failure')).toBe(false);
  expect(live.record()).toMatchObject({ outcome: 'success', durationMs: 1_000 });
  expect(breaker.snapshot()).toMatchObject({ successes: 1, failures: 0, young: 0 });
});
