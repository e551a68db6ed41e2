import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import type { Gate } from '../gate/gate.ts';
import type { Reason } from '../outcome.ts';
import { reasonOf } from './reason.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/** A model that this request may call now. */
export interface Candidate<M extends string> {
  readonly link: Link<M>;
  /** Undefined for a last resort, which does not count. */
  readonly permit: Permit | undefined;
  /** The first test of a model whose open time is over. */
  readonly probe: boolean;
}

/**
 * What one walk is asked for, and its models: offered in priority order, each once. One class, because one is made for
 * each request.
 */
export class WalkRequest<M extends string> {
  readonly options: WalkOptions<M>;
  readonly requested: M;
  readonly order: readonly Link<M>[];
  readonly startedAt: number;
  readonly totalMs: number;
  readonly #gate: Gate;
  #reasons: Map<M, Reason> | undefined;
  #position = 0;
  #lastResorts = 0;

  /** @throws InvalidOptionsError for models that are not of this chain. */
  constructor({ chain, clock, gate, settings }: WalkContext<M>, options: WalkOptions<M>) {
    const order = chain.order(options.models);
    this.options = options;
    this.requested = options.requested ?? options.models?.[0] ?? chain.head;
    this.order = options.failover === false ? order.slice(0, 1) : order;
    this.startedAt = clock.now();
    this.totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
    this.#gate = gate;
  }

  get failover(): boolean {
    return this.options.failover !== false;
  }

  get totalDeadlineAt(): number {
    return this.startedAt + this.totalMs;
  }

  /** Nobody else could be asked behind the model that was offered last. */
  get isLast(): boolean {
    const offered = this.#lastResorts === 0 ? this.#position : this.#lastResorts;
    return offered >= this.order.length;
  }

  /** The first untried model that gate and breaker admit. @param now just read from the clock */
  next(now: number): Candidate<M> | undefined {
    const { order } = this;
    for (let link = order[this.#position]; link !== undefined; link = order[this.#position]) {
      this.#position += 1;
      const admitted = this.#admit(link, now);
      if (typeof admitted === 'object') return admitted;
      this.#reasons = (this.#reasons ?? new Map<M, Reason>()).set(link.target.name, admitted);
    }
    return undefined;
  }

  /**
   * The next model that only its breaker refused, each offered once: while one of them may be well again, no
   * request fails unasked. An isolated model never is one.
   *
   * @param now just read from the clock
   */
  lastResort(now: number): Candidate<M> | undefined {
    const { order } = this;
    for (let link = order[this.#lastResorts]; link !== undefined; link = order[this.#lastResorts]) {
      this.#lastResorts += 1;
      if (this.skipped(link.target.name) !== 'circuit-open') continue;
      // Looked at again: much may have happened since it was passed over.
      const admitted = this.#admit(link, now);
      if (typeof admitted === 'object') return { ...admitted, probe: false };
      if (admitted === 'circuit-open') return { link, permit: undefined, probe: false };
    }
    return undefined;
  }

  /** Why a model was passed over. */
  skipped(model: M): Reason | undefined {
    return this.#reasons?.get(model);
  }

  /**
   * Until the first of the models may be asked again; null when that is now, or when nobody knows.
   *
   * @param asked what the failed ones have said: milliseconds by model
   */
  retryAfterMs(now: number, asked: ReadonlyMap<string, number>): number | null {
    let earliest = Infinity;
    for (const { target, gateKeys, breaker } of this.order) {
      const skipped = this.skipped(target.name);
      if (skipped === 'capability' || skipped === 'manual') continue;
      const gate = this.#gate.shut(gateKeys)?.until ?? now;
      const said = now + (asked.get(target.name) ?? 0);
      earliest = Math.min(earliest, Math.max(gate, breaker.retryAt() ?? now, said));
    }
    return earliest > now && earliest < Infinity ? earliest - now : null;
  }

  #admit(link: Link<M>, now: number): Candidate<M> | Reason {
    const { supports, breaker, target } = link;
    const { requires, unable } = this.options;
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
