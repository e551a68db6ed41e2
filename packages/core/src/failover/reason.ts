import type { FailureKind, Reason } from '../outcome.ts';

// docs: the reasons of X-Fallback-Reason. What a client can act on is less than what an operator needs.
const reasons: Record<FailureKind, Reason> = {
  ok: 'other',
  overloaded: 'overloaded',
  rate_limited: 'rate-limited',
  quota_exhausted: 'rate-limited',
  insufficient_funds: 'rate-limited',
  server_error: 'server-error',
  timeout: 'timeout',
  network: 'network',
  bad_response: 'server-error',
  no_output: 'empty-result',
  content_blocked: 'content-blocked',
  unsupported_parameter: 'capability',
  too_large: 'capability',
  invalid_request: 'capability',
  auth: 'config',
  permission: 'config',
  region_blocked: 'config',
  model_not_found: 'config',
  stream_interrupted: 'server-error',
  client_aborted: 'other',
  unknown: 'other',
};

/** The token of `X-Fallback-Reason` for a kind of failure. */
export function reasonOf(kind: FailureKind): Reason {
  return reasons[kind];
}
