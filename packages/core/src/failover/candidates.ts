import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import type { Gate } from '../gate/gate.ts';
import type { Reason } from '../outcome.ts';
import { reasonOf } from './reason.ts';
import type { WalkOptions } from './walk-context.ts';

/** A model that this request may call now. */
export interface Candidate<M extends string> {
  readonly link: Link<M>;
  /** Undefined for a last resort, which does not count. */
  readonly permit: Permit | undefined;
  /** The first test of a model whose open time is over. */
  readonly probe: boolean;
}

/** The models of one request in priority order, each offered once. */
export interface Candidates<M extends string> {
  /** The first untried model that gate and breaker admit. @param now just read from the clock */
  next(now: number): Candidate<M> | undefined;
  /** The first model that only its breaker refused; offered once. An isolated model never is. */
  lastResort(): Candidate<M> | undefined;
  /** Why a model was passed over. */
  skipped(model: M): Reason | undefined;
  /** Earliest moment at which a model passed over may be asked; undefined when nobody knows. */
  retryAt(): number | undefined;
}

export function createCandidates<M extends string>(
  order: readonly Link<M>[],
  gate: Gate,
  { requires, unable }: Pick<WalkOptions<M>, 'requires' | 'unable'>,
): Candidates<M> {
  let reasons: Map<M, Reason> | undefined;
  let position = 0;
  let lastResortUsed = false;

  function admit(link: Link<M>, now: number): Candidate<M> | Reason {
    const { supports, breaker, target } = link;
    if (unable?.has(target.name) === true) return 'capability';
    if (requires?.some((need) => supports !== undefined && !supports.includes(need)) === true)
      return 'capability';
    const shut = gate.shut(link.gateKeys);
    if (shut !== undefined) return reasonOf(shut.kind);
    const permit = breaker.acquire(now);
    if (permit === -1) return breaker.state === 'isolated' ? 'manual' : 'circuit-open';
    return { link, permit, probe: breaker.state === 'recovering' && breaker.snapshot().probing === 1 };
  }

  return {
    next(now) {
      for (let link = order[position]; link !== undefined; link = order[position]) {
        position += 1;
        const admitted = admit(link, now);
        if (typeof admitted === 'object') return admitted;
        reasons = (reasons ?? new Map<M, Reason>()).set(link.target.name, admitted);
      }
      return undefined;
    },
    lastResort() {
      if (lastResortUsed) return undefined;
      lastResortUsed = true;
      const link = order.find(({ target }) => reasons?.get(target.name) === 'circuit-open');
      return link === undefined ? undefined : { link, permit: undefined, probe: false };
    },
    skipped: (model) => reasons?.get(model),
    retryAt() {
      const moments = order.flatMap(
        (link) => gate.shut(link.gateKeys)?.until ?? link.breaker.retryAt() ?? [],
      );
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
  };
}
