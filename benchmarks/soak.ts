import { createFailover, type Attempt } from '@failsoft/core';
import { drainMicrotasks } from './policy/drain-microtasks.ts';
import { createVirtualTime } from './policy/virtual-time.ts';
import { createStream } from './policy/world/draws.ts';

// Ten million calls with random outcomes, aborts and clock steps on a virtual clock: nothing may pile up.
// `node --expose-gc benchmarks/soak.ts [calls]`

const calls = Number(process.argv[2] ?? 10_000_000);
const { gc } = globalThis;
if (gc === undefined) throw new Error('Start node with --expose-gc.');
Error.stackTraceLimit = 0;

const time = createVirtualTime(drainMicrotasks);
const random = createStream(20260219, 0);
let stepMs = 0;
let listeners = 0;
const armed = new Set<unknown>();
const clock = {
  // Steps forward and back again, as a machine's does that was asleep or badly set.
  now: () => time.now() + stepMs,
  wallNow: () => time.wallNow(),
  setTimeout(fn: () => void, ms: number) {
    const handle = time.setTimeout(() => {
      armed.delete(handle);
      fn();
    }, ms);
    armed.add(handle);
    return handle;
  },
  clearTimeout(handle: unknown) {
    armed.delete(handle);
    time.clearTimeout(handle);
  },
};
const failover = createFailover({
  models: ['a', 'b', 'c'],
  clock,
  random,
  isolateCallers: true,
  retry: { budget: 0.2 },
  promotion: { automatic: true },
});

/** A signal of the caller's that counts its listeners. */
function counted(signal: AbortSignal): AbortSignal {
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  return Object.assign(signal, {
    addEventListener(...args: Parameters<typeof add>) {
      listeners += 1;
      add(...args);
    },
    removeEventListener(...args: Parameters<typeof remove>) {
      listeners -= 1;
      remove(...args);
    },
  });
}

let made = 0;
let settled = 0;
function call(model: string, attempt: Attempt): Promise<string> {
  made += 1;
  const luck = random();
  // Whole minutes in which a model is down, so that breakers open and close.
  const down = Math.floor(time.now() / 600_000) % 7 === ['a', 'b', 'c'].indexOf(model);
  if (luck < 0.002) return new Promise(() => {});
  const status = down && luck < 0.95 ? 503 : ([400, 429, 404, 500, 503][Math.floor(luck * 100)] ?? 0);
  return new Promise((resolve, reject) => {
    const timer = time.setTimeout(
      () => (status === 0 ? resolve('image') : reject({ status, headers: { 'retry-after': '1' } })),
      20 + 5_000 * random(),
    );
    if (luck > 0.9) attempt.signal.addEventListener('abort', () => time.clearTimeout(timer));
  });
}

function arrive(): void {
  if (made >= calls) return;
  const controller = random() < 0.05 ? new AbortController() : undefined;
  if (controller !== undefined) time.setTimeout(() => controller.abort(), 3_000 * random());
  if (random() < 0.0001) stepMs = random() < 0.5 ? 0 : (random() - 0.5) * 60_000;
  const signal = controller === undefined ? {} : { signal: counted(controller.signal) };
  failover.run(call, { ...signal, caller: `caller ${Math.floor(1_000 * random())}` }).then(
    () => void (settled += 1),
    () => void (settled += 1),
  );
  requests += 1;
  if (requests % Math.round(calls / 10) === 0) measure();
  time.setTimeout(arrive, -20 * Math.log(1 - random()));
}

let requests = 0;
const heaps: number[] = [];
function measure(): void {
  gc?.();
  heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
  console.log(
    `${requests} requests, ${made} calls, ${(heaps.at(-1) ?? 0).toFixed(1)} MiB, ${armed.size} timers, ${requests - settled} under way`,
  );
}

// From a macrotask: microtasks cannot be drained from within one.
setImmediate(() => {
  arrive();
  time.run();
  void failover.close();
  drainMicrotasks();
  measure();
  const [first = 0] = heaps;
  const growth = Math.max(...heaps.slice(1)) - first;
  console.log(
    `${made} calls: heap grew by ${growth.toFixed(1)} MiB after the first tenth; left after close(): ${armed.size} timers, ${listeners} listeners, ${requests - settled} requests`,
  );
  if (growth > 5 || armed.size > 0 || listeners > 0 || settled !== requests) {
    console.error('Something piles up.');
    process.exitCode = 1;
  }
});
