import type { FailureKind, Verdict } from '../outcome.ts';

/** What a kind means and what it leads to, unless a rule knows better. */
export interface KindRow {
  readonly kind: FailureKind;
  readonly meaning: string;
  readonly scope: Verdict['scope'];
  readonly billed: boolean | null;
  readonly action: Verdict['action'];
  readonly counts: boolean;
  readonly expectedRecoveryMs?: readonly [number, number];
  /** What ends it, in words. */
  readonly comesBack: string;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

function row(
  kind: FailureKind,
  meaning: string,
  scope: Verdict['scope'],
  billed: boolean | null,
  action: Verdict['action'],
  counts: boolean,
  comesBack: string,
  expectedRecoveryMs?: readonly [number, number],
): KindRow {
  const known = { kind, meaning, scope, billed, action, counts, comesBack };
  return expectedRecoveryMs === undefined ? known : { ...known, expectedRecoveryMs };
}

// Counts: only what says something about the health of the model or its origin. Accounts and configuration
// have cooldowns instead. 30 to 120 minutes of overload: the article of 2026-02-19.
const rows: readonly KindRow[] = [
  row('ok', 'The answer carries what was asked for.', 'request', true, 'reject', false, '-'),
  row(
    'overloaded',
    'The vendor has no capacity for this model.',
    'global',
    false,
    'failover',
    true,
    'by itself',
    [30 * minute, 120 * minute],
  ),
  row(
    'rate_limited',
    "The account's requests or tokens a minute are used up.",
    'account',
    false,
    'failover',
    false,
    'by itself',
    [second, 10 * minute],
  ),
  row(
    'quota_exhausted',
    "The account's quota of a day or more is used up, or is zero.",
    'account',
    false,
    'failover',
    false,
    'when the quota is renewed',
    [hour, 24 * hour],
  ),
  row(
    'insufficient_funds',
    'The wallet is empty or the bill unpaid.',
    'account',
    false,
    'failover',
    false,
    'when somebody pays',
  ),
  row('server_error', 'The upstream broke.', 'unknown', false, 'retry_then_failover', true, 'by itself', [
    minute,
    10 * minute,
  ]),
  row(
    'timeout',
    'No answer in time; the vendor may have finished, and billed.',
    'unknown',
    null,
    'failover',
    true,
    'by itself',
  ),
  row(
    'network',
    'The upstream was not reached, or the connection broke.',
    'unknown',
    null,
    'failover',
    true,
    'by itself',
  ),
  row(
    'bad_response',
    'An answer came that is none: HTML, nothing, broken JSON.',
    'unknown',
    null,
    'failover',
    true,
    'by itself',
  ),
  row(
    'no_output',
    'A success without a picture or a text.',
    'unknown',
    null,
    'retry_then_failover',
    false,
    'another attempt',
  ),
  row(
    'content_blocked',
    'The prompt, the input or the result was refused.',
    'request',
    false,
    'reject',
    false,
    'another prompt',
  ),
  row(
    'unsupported_parameter',
    'This model does not take a parameter or its value; another may.',
    'request',
    false,
    'failover',
    false,
    'a code change',
  ),
  row(
    'too_large',
    'Too long or too big for this model or account.',
    'request',
    false,
    'failover',
    false,
    'a smaller request',
  ),
  row(
    'invalid_request',
    'The request is wrong for every model; scope `unknown` when that is not certain.',
    'request',
    false,
    'reject',
    false,
    'another request',
  ),
  row(
    'auth',
    'The key is missing, wrong or expired.',
    'account',
    false,
    'failover',
    false,
    'when somebody renews the key',
  ),
  row(
    'permission',
    'The key is known and may not do this.',
    'account',
    false,
    'failover',
    false,
    'when somebody grants it',
  ),
  row(
    'region_blocked',
    'Not served in the country of the caller.',
    'account',
    false,
    'failover',
    false,
    'from another region',
  ),
  row(
    'model_not_found',
    'The model is not known at this address, or no longer.',
    'account',
    false,
    'failover',
    false,
    'when somebody corrects the configuration',
  ),
  row(
    'stream_interrupted',
    'The answer began and broke off.',
    'unknown',
    null,
    'failover',
    true,
    'by itself',
  ),
  row('client_aborted', 'Whoever asked has gone.', 'request', null, 'reject', false, '-'),
  row('unknown', 'Nothing in the evidence could be read.', 'unknown', null, 'failover', true, '-'),
];

/** Every kind with its defaults. */
export const kinds: ReadonlyMap<FailureKind, KindRow> = new Map(rows.map((each) => [each.kind, each]));
