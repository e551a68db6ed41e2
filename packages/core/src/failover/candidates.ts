import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import type { Gate } from '../gate/gate.ts';
import type { Reason } from '../outcome.ts';
import { reasonOf } from './reason.ts';
import type { WalkRequest } from './request.ts';

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
  readonly #gate: Gate;
  readonly #request: WalkRequest<M>;
  #reasons: Map<M, Reason> | undefined;
  #position = 0;
  #lastResortUsed = false;

  constructor(gate: Gate, request: WalkRequest<M>) {
    this.#gate = gate;
    this.#request = request;
  }

  /** The first untried model that gate and breaker admit. @param now just read from the clock */
  next(now: number): Candidate<M> | undefined {
    const { order } = this.#request;
    for (let link = order[this.#position]; link !== undefined; link = order[this.#position]) {
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
    const link = this.#request.order.find(({ target }) => this.skipped(target.name) === 'circuit-open');
    return link === undefined ? undefined : { link, permit: undefined, probe: false };
  }

  /** Why a model was passed over. */
  skipped(model: M): Reason | undefined {
    return this.#reasons?.get(model);
  }

  /** Until a model passed over may be asked; null when nobody knows. */
  retryAfterMs(now: number): number | null {
    const moments = this.#request.order.flatMap(
      (link) => this.#gate.shut(link.gateKeys)?.until ?? link.breaker.retryAt() ?? [],
    );
    return moments.length === 0 ? null : Math.max(0, Math.min(...moments) - now);
  }

  #admit(link: Link<M>, now: number): Candidate<M> | Reason {
    const { supports, breaker, target } = link;
    const { requires, unable } = this.#request.options;
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
