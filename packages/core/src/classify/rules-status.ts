import type { Rule } from './rule.ts';

const rfc = 'RFC 9110, section 15';
const cloudflare = 'Cloudflare 5xx pages';

function status(code: number | string, source: string, conclusion: Omit<Rule, 'name' | 'source'>): Rule {
  return { name: `status-${code}`, source, ...conclusion };
}

const byStatus: ReadonlyMap<number, Rule> = new Map([
  [400, status(400, rfc, { kind: 'invalid_request' })],
  [401, status(401, rfc, { kind: 'auth' })],
  [402, status(402, rfc, { kind: 'insufficient_funds' })],
  [403, status(403, rfc, { kind: 'permission' })],
  [404, status(404, rfc, { kind: 'model_not_found' })],
  [405, status(405, `${rfc}: the wrong address of this API`, { kind: 'model_not_found' })],
  [407, status(407, `${rfc}: a proxy on the way wants a key`, { kind: 'auth' })],
  [408, status(408, rfc, { kind: 'timeout' })],
  [409, status(409, rfc, { kind: 'unknown', counts: false })],
  [410, status(410, rfc, { kind: 'model_not_found' })],
  [413, status(413, rfc, { kind: 'too_large' })],
  [414, status(414, rfc, { kind: 'too_large' })],
  [415, status(415, rfc, { kind: 'invalid_request' })],
  [422, status(422, rfc, { kind: 'invalid_request' })],
  [424, status(424, 'RFC 4918, section 11.4: what the upstream needs has failed', { kind: 'server_error' })],
  [425, status(425, 'RFC 8470', { kind: 'server_error' })],
  [429, status(429, 'RFC 6585', { kind: 'rate_limited' })],
  [431, status(431, 'RFC 6585', { kind: 'too_large' })],
  [451, status(451, 'RFC 7725', { kind: 'region_blocked' })],
  [498, status(498, 'Groq: flex capacity', { kind: 'overloaded' })],
  [499, status(499, 'nginx: the client went away', { kind: 'client_aborted' })],
  [501, status(501, rfc, { kind: 'model_not_found' })],
  [503, status(503, rfc, { kind: 'overloaded' })],
  [504, status(504, rfc, { kind: 'timeout' })],
  [520, status(520, cloudflare, { kind: 'server_error', billed: null })],
  [521, status(521, `${cloudflare}: the origin is down`, { kind: 'server_error', action: 'failover' })],
  [522, status(522, `${cloudflare}: no connection to the origin`, { kind: 'timeout', billed: false })],
  [523, status(523, `${cloudflare}: no way to the origin`, { kind: 'network', billed: false })],
  [524, status(524, cloudflare, { kind: 'timeout' })],
  [525, status(525, `${cloudflare}: TLS to the origin`, { kind: 'network', billed: false })],
  [526, status(526, `${cloudflare}: TLS to the origin`, { kind: 'network', billed: false })],
  [529, status(529, 'Anthropic', { kind: 'overloaded' })],
  [530, status(530, `${cloudflare}: DNS of the origin`, { kind: 'network', billed: false })],
  [598, status(598, 'proxies', { kind: 'timeout' })],
  [599, status(599, 'proxies', { kind: 'timeout' })],
]);

const server = status('5xx', rfc, { kind: 'server_error' });
const client = status('4xx', rfc, { kind: 'unknown', counts: false });
const redirect = status('3xx', 'an API does not redirect; a login page does', { kind: 'bad_response' });

/** What a status says by itself; undefined for 1xx, 2xx and none. */
export function ruleOfStatus(code: number | undefined): Rule | undefined {
  if (code === undefined || code < 300) return undefined;
  return byStatus.get(code) ?? (code >= 500 ? server : code >= 400 ? client : redirect);
}

/** Every rule about a status, for the documentation. */
export const statusRules: readonly Rule[] = [...byStatus.values(), server, client, redirect];
