import type { Evidence, FailureKind, Verdict } from '../outcome.ts';

const byStatus: Readonly<Record<number, FailureKind>> = {
  400: 'invalid_request',
  401: 'auth',
  402: 'insufficient_funds',
  403: 'permission',
  404: 'model_not_found',
  408: 'timeout',
  413: 'too_large',
  429: 'rate_limited',
  499: 'client_aborted',
  500: 'server_error',
  502: 'server_error',
  503: 'overloaded',
  504: 'timeout',
  524: 'timeout',
};

const counting = new Set<FailureKind>(['overloaded', 'server_error', 'timeout', 'network', 'unknown']);

/** What the evidence of one answer means and what to do next. Never throws. */
export function classify(evidence: Evidence): Verdict {
  try {
    return judge(evidence);
  } catch {
    return verdict('unknown', 'unreadable evidence', null);
  }
}

function judge(evidence: Evidence): Verdict {
  const { error } = evidence;
  for (const name of [nameOf(evidence.signalReason), nameOf(error)]) {
    if (name === 'TimeoutError') return verdict('timeout', 'abort reason', null);
    if (name === 'AbortError') return verdict('client_aborted', 'abort reason', null);
  }
  const inner = field(field(evidence.body, 'error'), 'code');
  const sdk = field(error, 'status') ?? field(error, 'statusCode');
  const said = typeof inner === 'number' ? inner : (evidence.status ?? sdk);
  const status = typeof said === 'number' ? said : undefined;
  if (status === undefined) return verdict(error === undefined ? 'unknown' : 'network', 'no status', null);
  const kind = status >= 200 && status < 300 ? 'ok' : (byStatus[status] ?? 'unknown');
  const headers = evidence.headers ?? field(error, 'headers');
  const text = headers instanceof Headers ? headers.get('retry-after') : field(headers, 'retry-after');
  const seconds = Number(text ?? NaN);
  return verdict(kind, `status ${status}`, Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : null);
}

function verdict(kind: FailureKind, rule: string, retryAfterMs: number | null): Verdict {
  const reject = kind === 'ok' || kind === 'invalid_request' || kind === 'client_aborted';
  const scope = kind === 'overloaded' ? 'global' : kind === 'rate_limited' ? 'account' : 'unknown';
  return {
    kind,
    scope,
    billed: kind === 'ok' || kind === 'timeout' ? null : false,
    action: reject ? 'reject' : kind === 'server_error' ? 'retry_then_failover' : 'failover',
    countsAsFailure: counting.has(kind),
    retryAfterMs,
    rule,
    explain: `${kind}, by ${rule}`,
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name] // read as unknown: nothing is promised about it
    : undefined;
}

function nameOf(value: unknown): unknown {
  return field(value, 'name');
}
