import type { Breaker } from '../breaker/breaker-types.ts';
import { InvalidOptionsError } from '../errors.ts';
import type { GateKeys } from '../gate/gate.ts';
import type { CallerGuard } from './caller-guard.ts';
import type { Capability } from './capability.ts';
import type { Latency } from './latency.ts';
import type { ModelTarget } from './model-spec.ts';

/** One model of the chain with all that is known of it. */
export interface Link<M extends string = string> {
  readonly target: ModelTarget<M>;
  readonly breaker: Breaker;
  readonly gateKeys: GateKeys;
  readonly latency: Latency;
  /** Undefined: every failure counts, whoever caused it. */
  readonly callers: CallerGuard | undefined;
  /** Until the median is learned. */
  readonly medianMs: number | undefined;
  readonly price: number | undefined;
  /** Undefined: everything. */
  readonly supports: readonly Capability[] | undefined;
}

/** The models in priority order. */
export interface Chain<M extends string> {
  readonly models: readonly M[];
  /** The configured primary, whatever is promoted. */
  readonly head: M;
  /** @throws InvalidOptionsError for a model that is not of this chain. */
  link(model: M): Link<M>;
  /** The order to try: the given models, or the whole chain with the promoted model first. */
  order(models?: readonly M[]): readonly Link<M>[];
  /** Makes a model the first choice. @returns the undo, which works once. */
  promote(model: M): () => void;
  readonly promoted: M | undefined;
}

/** @param links at least one. */
export function createChain<M extends string>(links: readonly Link<M>[]): Chain<M> {
  const byName = new Map<string, Link<M>>(links.map((link) => [link.target.name, link]));
  const models = links.map((link) => link.target.name);
  const promotions: M[] = [];
  const [head] = models;
  if (head === undefined) throw new InvalidOptionsError('models is empty, but must name at least one model.');

  function link(model: M): Link<M> {
    const found = byName.get(model);
    if (found !== undefined) return found;
    throw new InvalidOptionsError(`"${model}" is not a model of this chain. It has ${models.join(', ')}.`);
  }

  // Made anew when a promotion begins or ends, and not with each request.
  let inOrder = links;
  function reorder(): void {
    const promoted = promotions.at(-1);
    const first = promoted === undefined ? undefined : byName.get(promoted);
    inOrder = first === undefined ? links : [first, ...links.filter((other) => other !== first)];
  }

  return {
    models,
    head,
    link,
    order(names) {
      if (names === undefined) return inOrder;
      if (names.length === 0)
        throw new InvalidOptionsError('models is empty, but must name at least one model.');
      return [...new Set(names)].map(link);
    },
    promote(model) {
      link(model);
      promotions.push(model);
      reorder();
      let undone = false;
      return () => {
        if (undone) return;
        undone = true;
        promotions.splice(promotions.lastIndexOf(model), 1);
        reorder();
      };
    },
    get promoted() {
      return promotions.at(-1);
    },
  };
}
