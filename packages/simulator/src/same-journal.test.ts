import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test, vi } from 'vitest';
import { createAcceleratedClock } from './clock/accelerated-clock.ts';
import { createManualClock } from './clock/manual-clock.ts';
import { startSimulator } from './server.ts';
import { createSimulator } from './simulator.ts';
import { bodyOf, models, playEvening, questions, start } from './testing/evening.ts';
import { formatTrace } from './trace/trace.ts';
import type { TraceEntry } from './trace/trace-entry.ts';

// Processes have to start, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const SEED = 10;
let expected = '';
beforeAll(async () => {
  expected = await playEvening(SEED);
});

/** Requests that arrive together may be journalled in any order. */
const sorted = (journal: readonly TraceEntry[]): string =>
  formatTrace(
    // Without n, which counts arrivals.
    journal
      .map((entry) => ({ ...entry, n: entry.id }))
      .toSorted(
        (a, b) =>
          a.id - b.id ||
          models.findIndex((model) => model === a.model) - models.findIndex((model) => model === b.model),
      ),
  );

test('the evening has overloads in it', () => {
  const statuses = new Set(expected.split('\n').map((line) => /"status":(\d+)/.exec(line)?.[1]));
  expect(statuses).toEqual(new Set(['200', '503', undefined]));
});

test('another seed gives another evening', async () => {
  expect(await playEvening(SEED + 1)).not.toBe(expected);
});

test('in five time zones it is the same', async () => {
  const script = fileURLToPath(new URL('testing/print-evening.ts', import.meta.url));
  const zones = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Asia/Kathmandu', 'Pacific/Kiritimati'];
  const printed = await Promise.all(
    zones.map(async (TZ) => (await run(process.execPath, [script], { env: { ...process.env, TZ } })).stdout),
  );
  const [offsets, traces] = [
    printed.map((text) => text.slice(0, text.indexOf('\n'))),
    printed.map((text) => text.slice(text.indexOf('\n') + 1)),
  ];
  // The zones were really set.
  expect(new Set(offsets).size).toBe(5);
  expect(new Set(traces)).toEqual(new Set([expected]));
});

test('all at once, in reverse and with their own ids it is the same', async () => {
  const clock = createManualClock({ start });
  const simulator = createSimulator({ seed: SEED, latency: false, clock, models });
  await Promise.all(
    questions.toReversed().map(async (question) => {
      const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
        method: 'POST',
        body: bodyOf(question),
        headers: { 'x-sim-id': String(question.id), 'x-sim-time': question.time },
      });
      await response.arrayBuffer();
    }),
  );
  expect(sorted(simulator.journal)).toBe(expected);
});

test('over a real port, twenty at a time, it is the same', async () => {
  const server = await startSimulator({ seed: SEED, latency: false, models });
  for (let from = 0; from < questions.length; from += 20) {
    await Promise.all(
      questions.slice(from, from + 20).map(async (question) => {
        const response = await fetch(`${server.baseURL}/images/generations`, {
          method: 'POST',
          body: bodyOf(question),
          headers: { 'x-sim-id': String(question.id), 'x-sim-time': question.time },
        });
        await response.arrayBuffer();
      }),
    );
  }
  expect(sorted(server.simulator.journal)).toBe(expected);
  await server.close();
});

test('on an accelerated clock it is the same', async () => {
  const base = createManualClock();
  const clock = createAcceleratedClock({ start, speed: 60, base });
  const simulator = createSimulator({ seed: SEED, latency: false, clock, models });
  for (const [index, question] of questions.entries()) {
    // A simulated minute is a second below.
    if (index % 3 === 0 && index > 0) base.advance(1_000);
    const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: bodyOf(question),
    });
    await response.arrayBuffer();
  }
  expect(formatTrace(simulator.journal)).toBe(expected);
});
