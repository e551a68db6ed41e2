import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt, AttemptRecord } from '../outcome.ts';
import { createManualClock, settled } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';

const names = ['primary', 'backup', 'third'] as const;
type Name = (typeof names)[number];

test('while a model recovers one call at a time, at most one probe is under way, in any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('image', '503', '500', '400', '429'), { minLength: 40, maxLength: 40 }),
      async (scheduler, fates) => {
        const clock = createManualClock();
        const failover = createFailover({
          models: names,
          clock,
          random: () => 0.5,
          breaker: { recoveryCap: 1 },
        });
        const down = (model: Name): Promise<string> =>
          model === 'primary' ? Promise.reject(upstreamError(503)) : Promise.resolve('image');
        while (failover.status().models[0]?.breaker === 'closed') await failover.run(down);
        clock.step(60_000);

        const probes = new Set<AbortSignal>();
        let most = 0;
        const call = async (model: Name, { purpose, signal }: Attempt, index: number): Promise<string> => {
          // A last resort is no probe: it counts for nothing.
          const probing =
            model === 'primary' &&
            purpose !== 'last-resort' &&
            failover.status().models[0]?.breaker === 'recovering';
          // Over when it answers, or is told to stop because its request has failed otherwise.
          const over = (): void => void probes.delete(signal);
          if (probing) {
            probes.add(signal);
            signal.addEventListener('abort', over);
            most = Math.max(most, probes.size);
          }
          await scheduler.schedule(Promise.resolve(), `${model} ${index}`);
          over();
          const fate = fates[(2 * index + names.indexOf(model)) % fates.length] ?? 'image';
          if (fate === 'image') return model;
          throw upstreamError(Number(fate));
        };
        const all = Array.from({ length: 12 }, (_, index) =>
          scheduler
            .schedule(Promise.resolve(), `request ${index}`)
            .then(() => failover.run((model, attempt) => call(model, attempt, index)))
            .catch(() => 'failed'),
        );
        await scheduler.waitFor(Promise.all(all));
        // A raced probe may outlive every request.
        await scheduler.waitIdle();
        await settled();
        // One that closed meanwhile may let many through; while it recovers it is one.
        expect(most).toBeLessThanOrEqual(1);
        expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('an attempt that a hedge overtakes counts exactly once, whichever settles first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(6_000),
      fc.nat(6_000),
      fc.constantFrom('image', '503', 'deaf'),
      fc.constantFrom('image', '503'),
      async (primaryMs, backupMs, primaryFate, backupFate) => {
        const clock = createManualClock();
        const failover = createFailover({
          models: [{ name: 'primary', medianMs: 1_000 }, 'backup', 'third'],
          clock,
          random: () => 0.5,
        });
        const records: AttemptRecord[] = [];
        failover.on('attempt:end', (record) => records.push(record));
        const answer = failover
          .runDetailed(
            (model) =>
              new Promise<string>((resolve, reject) => {
                const fate = model === 'primary' ? primaryFate : backupFate;
                if (model === 'third') return resolve('image');
                clock.setTimeout(
                  () => {
                    if (fate === 'image') resolve(model);
                    if (fate === '503') reject(upstreamError(503));
                  },
                  model === 'primary' ? primaryMs : backupMs,
                );
              }),
          )
          .then(({ trail }) => trail);
        await clock.advance(200_000);
        const trail = await answer;
        expect(records).toHaveLength(trail.attempts.length);
        const [first] = failover.status().models;
        const [outcome] = records.filter(({ model }) => model === 'primary').map((record) => record.outcome);
        expect(first?.window.failures ?? 0).toBeLessThanOrEqual(1);
        // Past 3 s it was late: unless it answered itself, it has failed.
        if (primaryMs > 3_000 && trail.served !== 'primary') expect(outcome).toBe('failure');
        expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test('a raced probe delays nobody and does not outlive its deadline', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(200_000), fc.nat(20_000), async (probeMs, backupMs) => {
      const clock = createManualClock();
      const failover = createFailover({ models: names, clock, random: () => 0.5, hedge: false });
      const down = (model: Name): Promise<string> =>
        model === 'primary' ? Promise.reject(upstreamError(503)) : Promise.resolve('image');
      while (failover.status().models[0]?.breaker === 'closed') await failover.run(down);
      clock.step(60_000);
      const startedAt = clock.now();
      let endedAt = -1;
      failover.on('attempt:end', ({ purpose }) => {
        if (purpose === 'probe') endedAt = clock.now();
      });
      let signal: AbortSignal | undefined;
      const answer = failover
        .runDetailed((model, attempt) => {
          if (model === 'primary') signal = attempt.signal;
          const ms = model === 'primary' ? probeMs : backupMs;
          return new Promise<string>((resolve) => void clock.setTimeout(() => resolve(model), ms));
        })
        .then(({ trail }) => trail);
      await clock.advance(250_000);
      const trail = await answer;
      expect(trail.attempts.map(({ purpose }) => purpose)).toEqual(['probe', 'fallback']);
      expect(trail.durationMs).toBe(Math.min(probeMs, backupMs));
      expect(endedAt - startedAt).toBe(Math.min(probeMs, 90_000));
      expect(signal?.aborted).toBe(probeMs > 90_000);
    }),
    { numRuns: 100 },
  );
});

test('with all open, each model is a last resort once and Retry-After is the earliest return, rounded up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3_000), { minLength: 1, maxLength: 10 }), async (waits) => {
      const clock = createManualClock();
      const failover = createFailover({ models: names, clock, random: () => 0.77, retry: false });
      const refuse = (): Promise<string> => Promise.reject(upstreamError(503));
      const isOpen = (): boolean => failover.status().models.every(({ breaker }) => breaker === 'open');
      while (!isOpen()) await failover.run(refuse).catch(() => 'exhausted');
      for (const wait of waits) {
        clock.step(wait);
        const waitsFor = failover.status().models.map(({ retryAfterMs }) => retryAfterMs ?? 0);
        if (Math.min(...waitsFor) === 0) return;
        const calls: Name[] = [];
        const error: unknown = await failover
          .run((model) => {
            calls.push(model);
            return refuse();
          })
          .catch((thrown: unknown) => thrown);
        expect(calls).toEqual(names);
        const seconds = String(Math.ceil(Math.min(...waitsFor) / 1_000));
        expect(error).toMatchObject({ headers: { 'Retry-After': seconds } });
      }
    }),
    { numRuns: 60 },
  );
});
