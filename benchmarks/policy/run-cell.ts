import { judge, type Policy } from './arena.ts';
import type { Cell } from './cells.ts';
import type { Score } from './ledger.ts';
import { outcomeOracleLoss, stateOracle } from './policies/oracle.ts';
import type { PolicyRequest } from './request.ts';
import { createWorld, type World } from './world/world.ts';

/** One policy in one cell, against the two oracles. */
export interface CellResult {
  readonly cell: string;
  readonly policy: string;
  readonly score: Score;
  /** Loss above that of one who knows the result of every possible call. */
  readonly regret: number;
  /** Loss above that of one who knows every model's state. */
  readonly excess: number;
}

/** All policies in one cell; the state oracle comes last. */
export function runCell(
  cell: Cell,
  policies: readonly Policy[],
  settings: { readonly seed: number; readonly scale: number },
  progress: (policy: string, share: number) => void,
): CellResult[] {
  const world = (): World => createWorld(cell.world, settings.seed, cell.days * settings.scale);
  const run = (policy: Policy): Score =>
    judge(policy, world(), cell.rps, (share) => progress(policy.name, share));
  const clairvoyant = { loss: 0, requests: 0 };
  const knowsAll: Policy = {
    name: 'outcome oracle',
    enter: (arena) => (request: PolicyRequest) => {
      clairvoyant.loss += outcomeOracleLoss(arena.world, request);
      clairvoyant.requests += 1;
      arena.serve(request, 0);
    },
  };
  run(knowsAll);
  const floor = clairvoyant.loss / clairvoyant.requests;
  const oracle = run(stateOracle);
  const against = (policy: string, score: Score): CellResult => ({
    cell: cell.name,
    policy,
    score,
    regret: score.loss - floor,
    excess: score.loss - oracle.loss,
  });
  return [...policies.map((policy) => against(policy.name, run(policy))), against(stateOracle.name, oracle)];
}
