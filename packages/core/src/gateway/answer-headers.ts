import { isHopByHop, isOurs } from './upstream-request.ts';

// They speak for an origin, not for an answer: on our origin they would be the upstream's policy.
const ofTheOrigin = new Set([
  'alt-svc',
  'clear-site-data',
  'content-security-policy',
  'nel',
  'report-to',
  'reporting-endpoints',
  'strict-transport-security',
  'vary',
]);

/** The headers of an upstream's answer that may reach the client. Never changes the ones given. */
export function answerHeaders(from: Headers): Headers {
  const headers = new Headers();
  // fetch has inflated the body already, so neither its encoding nor its length is true any more.
  const inflated = from.has('content-encoding');
  for (const [name, value] of from) {
    if (name === 'set-cookie' || isOurs(name) || isHopByHop(name, from) || ofTheOrigin.has(name)) continue;
    if (name.startsWith('access-control-')) continue;
    if (inflated && (name === 'content-encoding' || name === 'content-length')) continue;
    headers.set(name, value);
  }
  // `Headers` joins everything with a comma but cookies, which must stay apart.
  for (const cookie of from.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}

/** Writes which model answered, and lets a page of another origin read it when one has asked. */
export function stamp(
  headers: Headers,
  ours: readonly (readonly [name: string, value: string])[],
  origin: string | null,
): Headers {
  for (const [name, value] of ours) headers.set(name, value);
  if (origin !== null && ours.length > 0) {
    // Browsers hide Retry-After too unless it is named.
    const alike = headers.has('retry-after') ? ['Retry-After'] : [];
    exposeHeaders(headers, [...ours.map(([name]) => name), ...alike]);
  }
  return headers;
}

/** Appends names to `Access-Control-Expose-Headers`, without duplicates. */
export function exposeHeaders(headers: Headers, names: readonly string[]): void {
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
