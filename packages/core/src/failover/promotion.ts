import type { BreakerTransition } from '../breaker/breaker-types.ts';
import type { Chain } from '../chain/chain.ts';
import type { Emit } from './events.ts';
import type { PromotionOptions } from './failover-types.ts';
import { describe } from '../options-check.ts';
import type { StatusSnapshot } from '../status/snapshot.ts';

// Tests of a model that is down are further apart only where nobody asks for it.
const longestPauseMs = 600_000;

/**
 * Watches how long the primary has been down.
 *
 * A promotion changes what is told, not who is tried: the primary is still tested, beside the stand-in, and
 * its careful return ends the promotion.
 */
export interface Promotion<M extends string> {
  onTransition(model: M, change: BreakerTransition): void;
  /** Called with each request, so that no timer is needed. */
  check(): void;
  /** The model promoted at this moment. */
  readonly promoted: M | undefined;
  state(): StatusSnapshot<M>['promotion'];
}

export function createPromotion<M extends string>(
  chain: Chain<M>,
  emit: Emit<M>,
  { afterMs, automatic, noticed }: Required<Omit<PromotionOptions, 'noticed'>> & PromotionOptions,
): Promotion<M> {
  const model = chain.head;
  let downSince: number | undefined;
  let seenDownAt = 0;
  let instead: M | undefined;

  // Up to the last test that failed.
  const downForMs = (): number => seenDownAt - (downSince ?? seenDownAt);

  // A fault in the owner's own function must not fail the request that happens to come by.
  function isNoticed(): boolean {
    try {
      const said: unknown = noticed?.(model) ?? false;
      if (typeof said === 'boolean') return said;
      throw new TypeError(`promotion.noticed must return true or false, but returned ${describe(said)}.`);
    } catch (error) {
      emit('fault', { where: 'promotion.noticed', error });
      return false;
    }
  }

  function end(): void {
    const ended = instead;
    const lasted = downForMs();
    downSince = instead = undefined;
    if (ended !== undefined) emit('promotion:ended', { model, instead: ended, downForMs: lasted });
  }

  function suggest(): void {
    // The vendor has told of it: it will be over when the vendor says.
    if (isNoticed()) return;
    const standIn = chain
      .order()
      .find(({ target, breaker }) => target.name !== model && breaker.state === 'closed');
    if (standIn === undefined) return;
    instead = standIn.target.name;
    emit('promotion:suggested', { model, instead, downForMs: downForMs(), promoted: automatic });
  }

  return {
    onTransition(changed, { to, at, observed }) {
      if (changed !== model || observed) return;
      // Held open by hand, somebody has decided already.
      if (to === 'closed' || to === 'isolated') end();
      if (to !== 'open') return;
      // Of idle hours between two tests that failed nobody knows: the outage is counted from the second, unless
      // somebody stands in already.
      const idle = at - seenDownAt > Math.max(afterMs / 4, longestPauseMs);
      if (downSince === undefined || (idle && instead === undefined)) downSince = at;
      seenDownAt = at;
    },
    check() {
      if (downSince !== undefined && instead === undefined && downForMs() >= afterMs) suggest();
    },
    get promoted() {
      return automatic ? instead : undefined;
    },
    state: () => (instead === undefined ? null : { instead, downForMs: downForMs(), promoted: automatic }),
  };
}
