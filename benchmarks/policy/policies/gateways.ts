import type { Policy } from '../arena.ts';
import { models } from '../world/world.ts';
import { sdkTimeoutMs } from './loops.ts';
import { createRollingRate } from './rolling-rate.ts';
import { sequential, type Result, type Rules } from './sequential.ts';

const returns400: Rules['after'] = (result) => (result === 'badRequest' ? 'give back' : 'next model');
const isFailure = (result: Result): boolean => result !== 'image' && result !== 'badRequest';

/** The article's numbers, 30 % of 60 s, at least 5, open for 300 s, in a breaker without its faults. */
export const correctBreaker: Policy = sequential('correct 30/60/300/5', (arena) => {
  const breakers = models.map(() => ({
    rate: createRollingRate(60_000),
    openUntil: -1,
    probing: false,
    epoch: 0,
  }));
  return {
    timeoutMs: sdkTimeoutMs,
    admit(model, at) {
      const breaker = breakers[model];
      if (breaker === undefined || breaker.probing || at < breaker.openUntil) return undefined;
      breaker.probing = breaker.openUntil >= 0;
      return { model, epoch: breaker.epoch };
    },
    record({ model, epoch }, result, at) {
      const breaker = breakers[model];
      if (breaker === undefined || breaker.epoch !== epoch) return;
      const open = (): void => {
        breaker.openUntil = at + 300_000;
        breaker.probing = false;
        breaker.epoch += 1;
        breaker.rate.clear();
      };
      if (breaker.probing) {
        breaker.probing = false;
        if (isFailure(result)) return open();
        if (result !== 'image') return;
        breaker.openUntil = -1;
        breaker.epoch += 1;
        return;
      }
      if (result === 'badRequest') return;
      breaker.rate.add(isFailure(result), at);
      const { failures, total } = breaker.rate;
      if (!isFailure(result) || total < 5 || failures / total < 0.3) return;
      arena.tripped();
      open();
    },
    after: returns400,
    panic: () => -1,
  };
});

/** One group with `order`: 5 s of cooldown after a 429, or after more than half of at least 5 calls of this minute. */
export const liteLlmLike: Policy = sequential('LiteLLM-like', (arena) => {
  const groups = models.map(() => ({ minute: -1, failures: 0, total: 0, until: -1 }));
  return {
    timeoutMs: sdkTimeoutMs,
    admit: (model, at) => (at >= (groups[model]?.until ?? 0) ? { model, epoch: 0 } : undefined),
    record({ model }, result, at) {
      const group = groups[model];
      if (group === undefined || result === 'badRequest') return;
      const minute = Math.floor(at / 60_000);
      if (minute !== group.minute) Object.assign(group, { minute, failures: 0, total: 0 });
      group.total += 1;
      if (result === 'image') return;
      group.failures += 1;
      const tooMany = group.total >= 5 && group.failures / group.total > 0.5;
      if (result !== 'rateLimited' && !tooMany) return;
      if (at >= group.until) arena.tripped();
      group.until = at + 5_000;
    },
    after: returns400,
    panic: () => -1,
  };
});

/** The documented example: 20 % of at least 10 calls, 60 s of cooldown, all open means none. The window is a guess: 60 s. */
export const portkeyLike: Policy = sequential('Portkey-like', (arena) => {
  const targets = models.map(() => ({ rate: createRollingRate(60_000), until: -1 }));
  return {
    timeoutMs: sdkTimeoutMs,
    admit: (model, at) => (at >= (targets[model]?.until ?? 0) ? { model, epoch: 0 } : undefined),
    record({ model }, result, at) {
      const target = targets[model];
      if (target === undefined || result === 'badRequest' || at < target.until) return;
      target.rate.add(isFailure(result), at);
      const { failures, total } = target.rate;
      if (!isFailure(result) || total < 10 || failures / total < 0.2) return;
      arena.tripped();
      target.rate.clear();
      target.until = at + 60_000;
    },
    after: returns400,
    panic: () => 0,
  };
});

/** Outlier detection: 5 consecutive 5xx eject for 30 s times the number of ejections, at most 300 s; swept every 10 s. */
export const envoyLike: Policy = sequential('Envoy-like', (arena) => {
  const sweepMs = 10_000;
  const hosts = models.map(() => ({ run: 0, ejections: 0, ejected: false, until: -1 }));
  const sweep = (): void => {
    const now = arena.time.now();
    for (const host of hosts) {
      if (host.ejected && now >= host.until) host.ejected = false;
      // A sweep without an ejection takes one off the multiplier.
      else if (!host.ejected && host.ejections > 0) host.ejections -= 1;
    }
    if (now < arena.world.horizonMs) arena.time.setTimeout(sweep, sweepMs);
  };
  arena.time.setTimeout(sweep, sweepMs);
  return {
    timeoutMs: sdkTimeoutMs,
    admit: (model) => (hosts[model]?.ejected === false ? { model, epoch: 0 } : undefined),
    record({ model }, result, at) {
      const host = hosts[model];
      if (host === undefined) return;
      const counts = result === 'overloaded' || result === 'serverError' || result === 'timeout';
      host.run = counts ? host.run + 1 : 0;
      if (host.run < 5 || host.ejected) return;
      arena.tripped();
      host.run = 0;
      host.ejections += 1;
      host.ejected = true;
      host.until = at + Math.min(300_000, 30_000 * host.ejections);
    },
    after: returns400,
    panic: () => 0,
  };
});
