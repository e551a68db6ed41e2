import type { Phase, Verdict } from '../outcome.ts';
import type { HeaderReader } from './header.ts';
import { kinds, type KindRow } from './kinds.ts';
import type { Layer } from './layer.ts';
import { retryDelay } from './retry-delay.ts';
import type { Finding } from './rule.ts';

/** What a finding is turned into a verdict with. */
export interface Context {
  readonly phase: Phase | undefined;
  readonly header: HeaderReader;
  readonly layers: readonly Layer[];
  readonly status: number | undefined;
  /** The answer came with a 2xx. */
  readonly answered: boolean;
  readonly wallNow: () => number;
}

// Reference: errors, decision 4 and section 4. Compared in whole seconds: 3.299 s still fits.
const waitableMs = 3_000;
const quotaFromMs = 5 * 60_000;

/** Fills in what the rule left open, from the table of kinds and from the rest of the evidence. */
export function conclude(finding: Finding, context: Context): Verdict {
  const { rule } = finding;
  let { kind } = rule;
  let retryAfterMs = asksForTime(kind) ? retryDelay({ ...context, limited: context.status === 429 }) : null;
  // A delay beyond minutes is a quota, unless it is a ban of the address that asks.
  if (kind === 'rate_limited' && (retryAfterMs ?? 0) > quotaFromMs && rule.name !== 'text-egress-banned') {
    kind = 'quota_exhausted';
  }
  // A quota of a day beats the "retry in 22 s" that stands beside it.
  if (kind === 'quota_exhausted' && (retryAfterMs ?? 0) <= quotaFromMs) retryAfterMs = null;
  const row = kinds.get(kind);
  if (row === undefined) throw new TypeError(`no row for ${kind}`);
  let action = rule.action ?? row.action;
  // A router has asked its own providers before it said so.
  if (kind === 'server_error' && context.layers.some(({ relayed }) => relayed)) action = 'failover';
  if (
    kind === 'rate_limited' &&
    retryAfterMs !== null &&
    Math.floor(retryAfterMs / 1_000) * 1_000 <= waitableMs
  ) {
    action = 'retry_then_failover';
  }
  if (action === 'retry_then_failover' && forbidsRetry(context.header)) action = 'failover';
  const known: Verdict = {
    kind,
    scope: rule.scope ?? scopeOf(row.scope, finding, context),
    billed: rule.billed === undefined ? billedOf(row, finding, context) : rule.billed,
    action,
    countsAsFailure: rule.counts ?? row.counts,
    retryAfterMs,
    rule: rule.name,
    explain: `${kind}: rule ${rule.name}, by ${finding.field}`,
  };
  const full =
    row.expectedRecoveryMs === undefined ? known : { ...known, expectedRecoveryMs: row.expectedRecoveryMs };
  return context.phase === 'mid-stream' ? afterFirstOutput(full) : full;
}

// What is about the request or about nothing has no time after which it would go better.
function asksForTime(kind: Verdict['kind']): boolean {
  const row = kinds.get(kind);
  return kind !== 'no_output' && row?.scope !== 'request';
}

function scopeOf(usual: Verdict['scope'], { rule, field }: Finding, { layers }: Context): Verdict['scope'] {
  // A bare 503 does not say whose capacity it is.
  if (usual === 'global' && !layers.some(({ text, codes }) => text !== '' || codes.length > 0))
    return 'unknown';
  // Through a relay's own key nobody can tell whose limit or whose model it was.
  const vague = rule.kind === 'rate_limited' || field === 'status';
  return usual === 'account' && vague && layers.some(({ relayed }) => relayed) ? 'unknown' : usual;
}

function billedOf(row: KindRow, { rule, field }: Finding, { layers, answered }: Context): boolean | null {
  // Refused after it was made, perhaps: a 200, or fal's checker, which does not say what it looked at.
  if (rule.kind === 'content_blocked' && (answered || field.startsWith('detail'))) return null;
  if (rule.kind === 'rate_limited' && layers.some(({ relayed }) => relayed)) return null;
  return row.billed;
}

function forbidsRetry(header: HeaderReader): boolean {
  return header('x-should-retry') === 'false' || header('x-fal-retryable') === 'false';
}

// What has reached the client cannot be answered by another model any more.
function afterFirstOutput(verdict: Verdict): Verdict {
  const { kind } = verdict;
  if (kind === 'client_aborted' || kind === 'content_blocked' || kind === 'invalid_request') return verdict;
  const account = verdict.scope === 'account';
  return {
    ...verdict,
    kind: 'stream_interrupted',
    scope: account || verdict.scope === 'request' ? 'unknown' : verdict.scope,
    billed: null,
    action: 'reject',
    countsAsFailure: !account,
    retryAfterMs: null,
    explain: `stream_interrupted after the first output, by ${verdict.explain}`,
  };
}
