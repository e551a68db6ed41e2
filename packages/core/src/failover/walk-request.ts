import type { Permit } from '../breaker/permit.ts';
import type { Capability } from '../chain/capability.ts';
import type { Link } from '../chain/chain.ts';
import type { Gate } from '../gate/gate.ts';
import type { Reason } from '../outcome.ts';
import { reasonOf } from './reason.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/**
 * What one walk is asked for, and its models: offered in priority order, each once.
 *
 * One class, because one is made for each request; its fields are declared only, so that the constructor sets each once.
 */
export class WalkRequest<M extends string> {
  declare readonly options: WalkOptions<M>;
  declare readonly requested: M;
  declare readonly order: readonly Link<M>[];
  declare readonly startedAt: number;
  declare readonly totalMs: number;
  /** Of the model that was offered last; undefined for a last resort, which does not count. */
  declare permit: Permit | undefined;
  declare private readonly gate: Gate;
  declare private reasons: Map<M, Reason> | undefined;
  declare private position: number;
  declare private lastResorts: number;

  /** @throws InvalidOptionsError for models that are not of this chain. */
  constructor({ chain, clock, gate, settings }: WalkContext<M>, options: WalkOptions<M>) {
    const order = chain.order(options.models);
    this.options = options;
    this.requested = options.requested ?? options.models?.[0] ?? chain.head;
    this.order = options.failover === false ? order.slice(0, 1) : order;
    this.startedAt = clock.now();
    this.totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
    this.permit = undefined;
    this.gate = gate;
    this.reasons = undefined;
    this.position = 0;
    this.lastResorts = 0;
  }

  get failover(): boolean {
    return this.options.failover !== false;
  }

  get totalDeadlineAt(): number {
    return this.startedAt + this.totalMs;
  }

  /** Nobody else could be asked behind the model that was offered last. */
  get isLast(): boolean {
    const offered = this.lastResorts === 0 ? this.position : this.lastResorts;
    return offered >= this.order.length;
  }

  /** The first untried model that gate and breaker admit. @param now just read from the clock */
  next(now: number): Link<M> | undefined {
    const { order } = this;
    for (let link = order[this.position]; link !== undefined; link = order[this.position]) {
      this.position += 1;
      const refused = this.admit(link, now);
      if (refused === undefined) return link;
      this.pass(link, refused);
    }
    return undefined;
  }

  /**
   * The next model that only its breaker refused, each offered once: while one of them may be well again, no
   * request fails unasked. An isolated model never is one.
   *
   * @param now just read from the clock
   */
  lastResort(now: number): Link<M> | undefined {
    const { order } = this;
    for (let link = order[this.lastResorts]; link !== undefined; link = order[this.lastResorts]) {
      this.lastResorts += 1;
      if (this.skipped(link.target.name) !== 'circuit-open') continue;
      // Looked at again: much may have happened since it was passed over.
      this.permit = undefined;
      const refused = this.admit(link, now);
      if (refused === undefined || refused === 'circuit-open') return link;
    }
    return undefined;
  }

  /** Why a model was passed over. */
  skipped(model: M): Reason | undefined {
    return this.reasons?.get(model);
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
      const gate = this.gate.shut(gateKeys)?.until ?? now;
      const said = now + (asked.get(target.name) ?? 0);
      earliest = Math.min(earliest, Math.max(gate, breaker.retryAt() ?? now, said));
    }
    return earliest > now && earliest < Infinity ? earliest - now : null;
  }

  private pass({ target }: Link<M>, refused: Reason): void {
    this.reasons = (this.reasons ?? new Map<M, Reason>()).set(target.name, refused);
  }

  /** @returns why not; undefined: it may be called, with `permit` */
  private admit(link: Link<M>, now: number): Reason | undefined {
    const { unable, requires } = this.options;
    if (unable?.has(link.target.name) === true) return 'capability';
    if (requires !== undefined && !canDo(link, requires)) return 'capability';
    const shut = this.gate.shut(link.gateKeys);
    if (shut !== undefined) return reasonOf(shut.kind);
    const permit = link.breaker.acquire(now);
    if (permit === -1) return link.breaker.state === 'isolated' ? 'manual' : 'circuit-open';
    this.permit = permit;
    return undefined;
  }
}

function canDo({ supports }: Link, requires: readonly Capability[]): boolean {
  return supports === undefined || requires.every((need) => supports.includes(need));
}
