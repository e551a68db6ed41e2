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

/** The models of one request in priority order, each offered once. A class, because one is made for each request. */
export class Candidates<M extends string> {
  readonly #order: readonly Link<M>[];
  readonly #gate: Gate;
  readonly #needs: Pick<WalkOptions<M>, 'requires' | 'unable'>;
  #reasons: Map<M, Reason> | undefined;
  #position = 0;
  #lastResortUsed = false;

  constructor(order: readonly Link<M>[], gate: Gate, needs: Pick<WalkOptions<M>, 'requires' | 'unable'>) {
    this.#order = order;
    this.#gate = gate;
    this.#needs = needs;
  }

  /** The first untried model that gate and breaker admit. @param now just read from the clock */
  next(now: number): Candidate<M> | undefined {
    for (let link = this.#order[this.#position]; link !== undefined; link = this.#order[this.#position]) {
      this.#position += 1;
      const admitted = this.#admit(link, now);
      if (typeof admitted === 'object') return admitted;
      this.#reasons = (this.#reasons ?? new Map<M, Reason>()).set(link.target.name, admitted);
    }
    return undefined;
  }

  /** The first model that only its breaker refused; offered once. An isolated model never is. */
  lastResort(): Candidate<M> | undefined {
    if (this.#lastResortUsed) return undefined;
    this.#lastResortUsed = true;
    const link = this.#order.find(({ target }) => this.skipped(target.name) === 'circuit-open');
    return link === undefined ? undefined : { link, permit: undefined, probe: false };
  }

  /** Why a model was passed over. */
  skipped(model: M): Reason | undefined {
    return this.#reasons?.get(model);
  }

  /** Earliest moment at which a model passed over may be asked; undefined when nobody knows. */
  retryAt(): number | undefined {
    const moments = this.#order.flatMap(
      (link) => this.#gate.shut(link.gateKeys)?.until ?? link.breaker.retryAt() ?? [],
    );
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  #admit(link: Link<M>, now: number): Candidate<M> | Reason {
    const { supports, breaker, target } = link;
    const { requires, unable } = this.#needs;
    if (unable?.has(target.name) === true) return 'capability';
    if (requires?.some((need) => supports !== undefined && !supports.includes(need)) === true)
      return 'capability';
    const shut = this.#gate.shut(link.gateKeys);
    if (shut !== undefined) return reasonOf(shut.kind);
    const permit = breaker.acquire(now);
    if (permit === -1) return breaker.state === 'isolated' ? 'manual' : 'circuit-open';
    return { link, permit, probe: breaker.state === 'recovering' && breaker.snapshot().probing === 1 };
  }
}
