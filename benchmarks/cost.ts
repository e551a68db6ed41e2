import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, SamplingBreaker } from 'cockatiel';
import { createBreaker, createFailover } from '@failsoft/core';
import { bench, do_not_optimize, run } from 'mitata';
import CircuitBreaker from 'opossum';
import { costTable, type Cost } from './cost-table.ts';
import { provenance } from './provenance.ts';

// What a breaker and a walk cost beside those of opossum and cockatiel, in one run.
// `node --expose-gc benchmarks/cost.ts [--json]`

const answer = { ok: true };
const answers = (): Promise<typeof answer> => Promise.resolve(answer);

// Called before it is measured: of what is slow on its first calls mitata times single ones, and reading the clock for
// each takes as long as some of the calls.
function whole(name: string, call: () => Promise<unknown>): void {
  bench(name, async function* () {
    for (let turn = 0; turn < 20_000; turn += 1) await call();
    yield call;
  });
}

// Whole calls first, and each breaker is made in its turn: in an app nobody calls the breaker otherwise than `run`
// does, and engines are quicker where they have seen one way.
function register(): void {
  whole('await of a resolved promise alone', answers);

  const one = createFailover({ models: ['a'] });
  whole('failsoft run, one model', () => one.run(answers));
  const five = createFailover({ models: ['a', 'b', 'c', 'd', 'e'] });
  whole('failsoft run, five models', () => five.run(answers));

  const breaker = new ConsecutiveBreaker(5);
  const consecutive = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker });
  whole('cockatiel, consecutive', () => consecutive.execute(answers));
  const sampling = circuitBreaker(handleAll, {
    halfOpenAfter: 10_000,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 60_000 }),
  });
  if (sampling.state !== CircuitState.Closed) throw new Error('cockatiel is not closed');
  whole('cockatiel, sampling 60 s', () => sampling.execute(answers));

  const opossum = new CircuitBreaker(answers);
  whole('opossum, defaults', () => opossum.fire());

  for (const calls of [10, 1_000, 100_000, 600_000]) {
    bench(`breaker: acquire + settle, ${calls} in the window`, function* () {
      const breaker = createBreaker();
      // As `run` does: the clock is read for the walk, and the reading handed on. Whole milliseconds, because making
      // others would cost 16 bytes here.
      const start = Math.ceil(performance.now());
      let turn = 0;
      const once = (): void => {
        const now = start + (turn >> 10);
        turn += 1;
        const permit = breaker.acquire(now);
        if (permit !== -1) breaker.settle(permit, 'success', undefined, now);
      };
      for (let call = 0; call < calls; call += 1) once();
      yield once;
    });
  }
  bench('breaker: acquire + settle, reading the clock twice', function* () {
    const breaker = createBreaker();
    yield () => {
      const permit = breaker.acquire();
      if (permit !== -1) breaker.settle(permit, 'success');
    };
  });
  bench('performance.now() alone', () => do_not_optimize(performance.now()));
  bench('breaker: a refused acquire', function* () {
    const isolated = createBreaker();
    isolated.isolate();
    yield () => do_not_optimize(isolated.acquire());
  });
}

register();
const { benchmarks } = await run({ format: 'quiet' });
const costs = benchmarks.flatMap(({ runs }): Cost[] =>
  runs.flatMap(({ name, stats }) =>
    stats === undefined
      ? []
      : [{ name, minNs: stats.min, p75Ns: stats.p75, avgNs: stats.avg, bytes: stats.heap?.avg ?? NaN }],
  ),
);
const kibPerModel = await memoryPerModel();
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ ...provenance(), costs, kibPerModel }, null, 2));
else console.log(`${costTable(costs)}\n\nMemory per model: ${kibPerModel.toFixed(1)} KiB`);
// opossum keeps a timer.
process.exit(0);

/** Of a thousand breakers with latencies and gates that have seen traffic. */
async function memoryPerModel(): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('Start node with --expose-gc.');
  const models = 1_000;
  const names = Array.from({ length: models }, (_, index) => `model ${index}`);
  const bytes = async (): Promise<number> => {
    for (let round = 0; round < 3; round += 1) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers - Math.min(external, arrayBuffers);
  };
  const before = await bytes();
  const [first = '', ...rest] = names;
  const failover = createFailover({ models: [first, ...rest] });
  for (const model of names) {
    for (let call = 0; call < 40; call += 1) await failover.run(answers, { models: [model] });
  }
  const used = (await bytes()) - before;
  do_not_optimize(failover);
  return used / models / 1_024;
}
