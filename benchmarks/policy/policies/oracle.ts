import type { Arena, Policy } from '../arena.ts';
import type { PolicyRequest } from '../request.ts';
import { answerOf, type Answer } from '../world/answer.ts';
import { models, type World } from '../world/world.ts';

const failurePrice = 60;
const hedgeFactor = 2.2;
const mostCalls = 4;

/**
 * Knows every model's present chance of failure and its quota windows, but not the luck of a draw.
 *
 * Walks by priority, tries a model when the expected gain pays, twice where failures are rare, and hedges.
 */
export const stateOracle: Policy = {
  name: 'state oracle',
  enter(arena) {
    return (request) => startWalk(arena, request);
  },
};

function startWalk(arena: Arena, request: PolicyRequest): void {
  const { world, time } = arena;
  const tries = models.map(() => 0);
  const cancels = new Set<() => void>();
  let calls = 0;

  function next(): number {
    const at = time.now();
    const chance = (model: number): number =>
      world.quotaUntil(model, at) > 0 ? 1 : world.failureChance(model, at);
    const left = models.flatMap((_, model) => {
      const tried = tries[model] ?? 0;
      return tried === 0 || (tried === 1 && chance(model) <= 0.1) ? [model] : [];
    });
    for (const model of left) {
      const p = chance(model);
      const spare = left.find((other) => other > model && chance(other) <= 0.5);
      const halfMedian = world.troubled(model, at) ? (models[model]?.medianMs ?? 0) / 2_000 : 0;
      const saved = (models[spare ?? 0]?.downgrade ?? 0) - (models[model]?.downgrade ?? 0);
      const gain = spare === undefined ? failurePrice : saved - halfMedian;
      if (p < 1 && p * meanFailureSeconds(world) < (1 - p) * gain) return model;
    }
    return -1;
  }

  function launch(): boolean {
    const model = calls < mostCalls ? next() : -1;
    if (model === -1) return false;
    calls += 1;
    tries[model] = (tries[model] ?? 0) + 1;
    const hedge = time.setTimeout(() => void launch(), hedgeFactor * (models[model]?.medianMs ?? 0));
    const cancelCall = arena.call(request, model, (answer) => {
      cancels.delete(cancel);
      time.clearTimeout(hedge);
      if (answer.kind === 'image') end(() => arena.serve(request, model));
      else if (answer.kind === 'badRequest') end(() => arena.giveBack(request));
      else if (cancels.size === 0 && !launch()) arena.fail(request);
    });
    const cancel = (): void => {
      cancelCall();
      time.clearTimeout(hedge);
    };
    cancels.add(cancel);
    return true;
  }

  function end(how: () => void): void {
    for (const cancel of cancels) cancel();
    how();
  }

  if (!launch()) arena.fail(request);
}

/** Mean time of a 503, and its price. */
function meanFailureSeconds({ slowShare }: World): number {
  return slowShare * 17.5 + (1 - slowShare) * 0.6 + 0.2;
}

const waits = 4;

/** Least loss of a request for one who knows the result of every possible call: each model now, or 1 s later each. */
export function outcomeOracleLoss(world: World, request: PolicyRequest): number {
  let least = Infinity;
  for (const [model, { medianMs, downgrade }] of models.entries()) {
    for (let nth = 0; nth < waits; nth += 1) {
      const answer: Answer = answerOf(world, request, model, nth, request.arrivedAt + nth * 1_000);
      const seconds = nth + answer.latencyMs / 1_000;
      if (answer.kind === 'badRequest') least = Math.min(least, seconds);
      if (answer.kind === 'image')
        least = Math.min(least, Math.max(0, seconds - medianMs / 1_000) + downgrade);
      if (answer.kind !== 'overloaded') break;
    }
  }
  return Math.min(least, failurePrice);
}
