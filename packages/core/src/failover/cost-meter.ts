import type { Link } from '../chain/chain.ts';
import type { AttemptOutcome, Verdict } from '../outcome.ts';

/** What the calls of a chain have cost so far, in the unit of the models' `price`. */
export interface CostReport {
  /** Charged: answers, and failures that the vendor is known to bill. */
  readonly billed: number;
  /** Perhaps charged as well: timeouts, and calls that were aborted because another model had answered. */
  readonly uncertain: number;
  /** Part of `billed` that no caller received, such as the answer of a raced probe. */
  readonly undelivered: number;
  /** What answers of other models have cost more than the models asked for would have; below 0: less. */
  readonly failoverDifference: number;
  /** Calls to models without a `price`; they are in none of the sums. */
  readonly unpricedCalls: number;
}

/** Adds up. Four numbers, whatever the traffic. */
export interface CostMeter {
  attempted(link: Pick<Link, 'price'>, outcome: AttemptOutcome, verdict: Verdict | undefined): void;
  /** @param link the model that answered a request for `requested` */
  served(link: Pick<Link, 'price' | 'target'>, requested: string): void;
  report(): CostReport;
}

/** @param prices by model; undefined: not told. */
export function createCostMeter(prices: ReadonlyMap<string, number | undefined>): CostMeter {
  let [billed, uncertain, delivered, difference, unpriced] = [0, 0, 0, 0, 0];

  return {
    attempted({ price }, outcome, verdict) {
      if (price === undefined) unpriced += 1;
      else if (outcome === 'success' || verdict?.billed === true) billed += price;
      // Without a verdict it was aborted under way: nobody knows how far the vendor had come.
      else if (verdict === undefined || verdict.billed === null) uncertain += price;
    },
    served({ price, target }, requested) {
      if (price === undefined) return;
      delivered += price;
      if (target.name !== requested) difference += price - (prices.get(requested) ?? price);
    },
    report: () => ({
      billed,
      uncertain,
      undelivered: billed - delivered,
      failoverDifference: difference,
      unpricedCalls: unpriced,
    }),
  };
}
