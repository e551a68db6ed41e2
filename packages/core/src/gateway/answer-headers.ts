import { accountHeaders, connectionNames, isHopByHop, isOurs } from './upstream-request.ts';

// They speak for an origin, not for an answer: on our origin they would be the upstream's policy.
const ofTheOrigin = new Set([
  'accept-ch',
  'alt-svc',
  'clear-site-data',
  'content-security-policy',
  'content-security-policy-report-only',
  'nel',
  'permissions-policy',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'strict-transport-security',
  'vary',
]);

// The owner's account at the upstream, and the upstream's own question for credentials.
const ofTheOwner = new Set([...accountHeaders, 'www-authenticate']);

// To nginx, Apache, LiteSpeed and others in front these are orders of the app behind them: to send a file of this
// machine, to ask another server, or to cache. An upstream has none to give, and none for an origin either.
const orders = /^(?:x-accel-|x-reproxy-|x-sendfile$|x-lighttpd-|x-litespeed-|cross-origin-)/;

/** The headers of an upstream's answer that may reach the client, by lower-case name. */
export function answerHeaders(from: Headers): { headers: Map<string, string>; cookies: readonly string[] } {
  const headers = new Map<string, string>();
  // fetch has inflated the body already, so neither its encoding nor its length is true any more.
  const inflated = from.has('content-encoding');
  const listed = connectionNames(from);
  let cookies: readonly string[] = [];
  for (const [name, value] of from) {
    // `Headers` joins everything with a comma but cookies, which must stay apart.
    if (name === 'set-cookie') cookies = from.getSetCookie();
    else if (
      isOurs(name) ||
      isHopByHop(name, listed) ||
      ofTheOrigin.has(name) ||
      ofTheOwner.has(name) ||
      orders.test(name)
    )
      continue;
    else if (name.startsWith('access-control-')) continue;
    else if (inflated && (name === 'content-encoding' || name === 'content-length')) continue;
    else headers.set(name, value);
  }
  return { headers, cookies };
}

/** Writes which model answered, and lets a page of another origin read it when one has asked. */
export function stamp(
  headers: HeaderStore,
  ours: readonly (readonly [name: string, value: string])[],
  origin: string | null,
): void {
  for (const [name, value] of ours) headers.set(name.toLowerCase(), value);
  if (origin !== null && ours.length > 0) {
    // Browsers hide Retry-After too unless it is named.
    const alike = headers.has('retry-after') ? ['Retry-After'] : [];
    exposeHeaders(headers, [...ours.map(([name]) => name), ...alike]);
  }
}

/** A `Headers`, or a map by lower-case name. */
interface HeaderStore {
  get(name: string): string | null | undefined;
  has(name: string): boolean;
  set(name: string, value: string): unknown;
}

/** Adds what adds up to headers that were there before, and would otherwise win: exposed names and cookies. */
export function addUp(before: Headers, ours: Headers): void {
  const exposed = ours.get('access-control-expose-headers');
  if (exposed !== null) exposeHeaders(before, exposed.split(','));
  if (!before.has('set-cookie')) return;
  for (const cookie of ours.getSetCookie()) before.append('set-cookie', cookie);
}

/** Appends names to `Access-Control-Expose-Headers`, without duplicates. */
export function exposeHeaders(headers: HeaderStore, names: readonly string[]): void {
  const name = 'access-control-expose-headers';
  headers.set(name, mergeExposed(headers.get(name), names));
}

/** A list of header names with more names behind, each once whatever its case. */
export function mergeExposed(list: string | null | undefined, names: readonly string[]): string {
  const merged = new Map<string, string>();
  for (const token of [...(list ?? '').split(','), ...names]) {
    const name = token.trim();
    if (name !== '' && !merged.has(name.toLowerCase())) merged.set(name.toLowerCase(), name);
  }
  return [...merged.values()].join(', ');
}
