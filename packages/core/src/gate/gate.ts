import { PinnedTime } from '../pinned-time.ts';
import type { Clock } from '../clock.ts';
import type { FailureKind, Verdict } from '../outcome.ts';

/** What rests: one model with one credential, the whole credential, or all that lives at the origin. */
type Scope = 'model' | 'credential' | 'origin';

interface Cooldown {
  readonly scope: Scope;
  /** Used when the upstream names no delay. */
  readonly defaultMs: number;
}

// Deterministic faults that end at a known time or by a human's hand. A breaker would punish a limit of
// 10 s thirtyfold, and let a dead key cost a round trip a request until it has its samples. The lengths
// without a Retry-After are choices.
const cooldowns: Partial<Record<FailureKind, Cooldown>> = {
  rate_limited: { scope: 'model', defaultMs: 60_000 },
  quota_exhausted: { scope: 'model', defaultMs: 600_000 },
  insufficient_funds: { scope: 'credential', defaultMs: 600_000 },
  auth: { scope: 'credential', defaultMs: 600_000 },
  permission: { scope: 'model', defaultMs: 600_000 },
  model_not_found: { scope: 'model', defaultMs: 600_000 },
  region_blocked: { scope: 'origin', defaultMs: 600_000 },
};

/** Where a model's requests go, and whose money they cost. */
export interface GateKeys {
  readonly model: string;
  readonly credential: string;
  readonly origin: string;
}

/** Why a gate is shut. */
interface Shut {
  readonly kind: FailureKind;
  /** Moment by the clock. */
  readonly until: number;
}

/** Cooldowns that need no statistics: quota, money, configuration. */
export interface Gate {
  /** Notes a verdict. @returns for how long the target now rests; undefined when the verdict shuts nothing. */
  note(keys: GateKeys, verdict: Verdict): number | undefined;
  /** The cooldown that holds this target back the longest; undefined when it may be asked. */
  shut(keys: GateKeys): Shut | undefined;
}

/** At most three entries a model, whatever the traffic. */
export function createGate(clock: Clock): Gate {
  const shuts = new Map<string, Shut>();
  const time = new PinnedTime(clock);

  function longest(keys: GateKeys): Shut | undefined {
    const now = time.now();
    let found: Shut | undefined;
    for (const scope of ['model', 'credential', 'origin'] as const) {
      const key = keyOf(keys, scope);
      const shut = shuts.get(key);
      if (shut === undefined) continue;
      if (shut.until <= now) shuts.delete(key);
      else if (found === undefined || shut.until > found.until) found = shut;
    }
    return found === undefined ? undefined : { ...found, until: time.byClock(found.until) };
  }

  return {
    note(keys, verdict) {
      const cooldown = cooldowns[verdict.kind];
      if (cooldown === undefined) return undefined;
      const forMs = verdict.retryAfterMs ?? cooldown.defaultMs;
      const key = keyOf(keys, cooldown.scope);
      const until = time.now() + forMs;
      const before = shuts.get(key);
      // A late, shorter word never reopens what a longer one has shut.
      if (before === undefined || before.until < until) shuts.set(key, { kind: verdict.kind, until });
      return forMs;
    },
    shut: (keys) => (shuts.size === 0 ? undefined : longest(keys)),
  };
}

function keyOf(keys: GateKeys, scope: Scope): string {
  switch (scope) {
    case 'model':
      return `model ${keys.credential} ${keys.model}`;
    case 'credential':
      return `credential ${keys.credential}`;
    case 'origin':
      return `origin ${keys.origin}`;
  }
}
