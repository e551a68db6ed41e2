import { createLedger, type Ledger, type Score } from './ledger.ts';
import { countTry, type PolicyRequest } from './request.ts';
import { drainMicrotasks } from './drain-microtasks.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';
import { answerOf, type Answer } from './world/answer.ts';
import { createStream, draw, luckOf } from './world/draws.ts';
import type { World } from './world/world.ts';

/** Where a policy lives: virtual time, the upstream, and the users it answers. */
export interface Arena {
  readonly world: World;
  readonly time: VirtualTime;
  /** Uniform in [0, 1), seeded: for what a policy itself leaves to chance. */
  readonly random: () => number;
  /** Calls a model. `done` is told its answer, unless cancelled before; never for a hang. @returns the cancel. */
  call(request: PolicyRequest, model: number, done: (answer: Answer) => void): () => void;
  serve(request: PolicyRequest, model: number): void;
  /** The upstream's 400, handed on. */
  giveBack(request: PolicyRequest): void;
  fail(request: PolicyRequest): void;
  /** A breaker went from closed to open. */
  tripped(): void;
}

/** A way of answering requests, among models whose state it cannot see. */
export interface Policy {
  readonly name: string;
  /** @returns what handles one request, as it arrives. */
  enter(arena: Arena): (request: PolicyRequest) => void;
}

/** Users do not wait longer than this. */
const patienceMs = 180_000;

/** Lets one policy answer all requests of a world. */
export function judge(policy: Policy, world: World, rps: number, progress: (share: number) => void): Score {
  const time = createVirtualTime(drainMicrotasks);
  const ledger: Ledger = createLedger(world);
  const settleOnce =
    (note: (request: PolicyRequest, at: number) => void) =>
    (request: PolicyRequest): void => {
      if (!request.settled) note(request, time.now());
    };

  const handle = policy.enter({
    world,
    time,
    random: createStream(world.seed, 99),
    call(request, model, done) {
      const at = time.now();
      const answer = answerOf(world, request, model, countTry(request, model), at);
      ledger.called(model, answer, at);
      if (answer.kind === 'hang') return () => {};
      const timer = time.setTimeout(() => {
        if (answer.kind === 'overloaded' || answer.kind === 'rateLimited') ledger.refused();
        done(answer);
      }, answer.latencyMs);
      return () => time.clearTimeout(timer);
    },
    serve(request, model) {
      if (!request.settled) ledger.served(request, model, time.now());
    },
    giveBack: settleOnce(ledger.returned),
    fail: settleOnce(ledger.failed),
    tripped: ledger.tripped,
  });

  let count = 0;
  const arrive = (): void => {
    const at = time.now();
    if (at >= world.horizonMs) return;
    const key = luckOf(world.seed, count, 255);
    const request: PolicyRequest = {
      id: count,
      arrivedAt: at,
      bad: draw(key, 0) < world.badShare(at),
      troubled: world.troubled(0, at),
      tries: 0,
      settled: false,
    };
    count += 1;
    if (count % 65_536 === 0) progress(at / world.horizonMs);
    ledger.arrived(request);
    time.setTimeout(() => settleOnce(ledger.failed)(request), patienceMs);
    handle(request);
    scheduleNext();
  };
  const scheduleNext = (): void => {
    const gap = draw(luckOf(world.seed, count, 254), 0);
    time.setTimeout(arrive, (-Math.log(1 - gap) / rps) * 1_000);
  };
  scheduleNext();
  time.run();
  return ledger.score();
}
