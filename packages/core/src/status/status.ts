import type { Chain, Link } from '../chain/chain.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from '../gate/gate.ts';
import type { ModelHealth, ModelStatus, StatusSnapshot } from './snapshot.ts';

// A single 503 must not turn a light: one call in ten fails in an ordinary hour.
const redRun = 3;
// "Yellow: slower than twice its normal latency", the article's rule.
const slowFactor = 2;

/** The chain at this instant, from what real calls have shown. */
export function statusOfChain<M extends string>(
  chain: Chain<M>,
  gate: Gate,
  clock: Clock,
  promotion: StatusSnapshot<M>['promotion'],
): StatusSnapshot<M> {
  const models = chain.order().map((link) => statusOfModel(link, gate, clock));
  const serving = models.find(({ available }) => available)?.model;
  return { models, serving, promotion, updatedAt: clock.wallNow() };
}

function statusOfModel<M extends string>(link: Link<M>, gate: Gate, clock: Clock): ModelStatus<M> {
  const { state, failures, successes, run, retryAt } = link.breaker.snapshot();
  const shut = gate.shut(link.gateKeys);
  const until = Math.max(shut?.until ?? -Infinity, retryAt ?? -Infinity);
  const medianMs = link.latency.median() ?? link.medianMs ?? null;
  const recentMs = link.latency.recent() ?? null;
  return {
    model: link.target.name,
    publicName: link.target.publicName,
    status: health(),
    available: state !== 'isolated' && until === -Infinity,
    breaker: state,
    retryAfterMs: until === -Infinity ? null : Math.max(0, until - clock.now()),
    latency: { medianMs, recentMs },
    window: { failures, successes },
  };

  function health(): ModelHealth {
    if (state === 'isolated' || state === 'open' || run >= redRun) return 'unavailable';
    if (state === 'recovering') return 'delayed';
    if (failures + successes === 0) return 'unknown';
    return medianMs !== null && recentMs !== null && recentMs > slowFactor * medianMs ? 'delayed' : 'normal';
  }
}
