import type { ModelTarget } from '../chain/model-spec.ts';
import { AnswerError } from '../failover/answer-error.ts';
import type { AskedHeaders } from './asked.ts';
import type { Dialect, Route } from './routes.ts';

// What an upstream needs of the client's headers. Everything else stays here: cookies, the client's own
// credentials and accounts, forwarding headers, and whatever a browser or a proxy in front has added.
const allowed = new Set(['content-type', 'accept', 'idempotency-key', 'user-agent', 'openai-beta']);
const allowedPrefix = 'x-stainless-';

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// Facts about the message that has ended here; fetch writes its own. `accept-encoding` is fetch's too.
const recomputed = new Set(['host', 'content-length', 'content-encoding', 'expect', 'accept-encoding']);

// Google's clients may put their key into the address; it is the client's credential all the same. And which model
// answers is said by us alone.
const unsentParameters = new Set(['key', 'access_token', 'model']);

/** Names that must not cross a proxy: RFC 9110 section 7.6.1, with those that `Connection` lists. */
export function isHopByHop(name: string, listed: ReadonlySet<string>): boolean {
  return hopByHop.has(name) || listed.has(name);
}

const none: ReadonlySet<string> = new Set();

/** What `Connection` lists, in lower case. */
export function connectionNames(headers: Pick<AskedHeaders, 'get'>): ReadonlySet<string> {
  const listed = headers.get('connection');
  if (listed === null || listed === 'keep-alive' || listed === 'close') return none;
  return new Set(listed.split(',').map((token) => token.trim().toLowerCase()));
}

/** By lower-case name. A plain object: a `Headers` would be made only for `fetch` to copy it. */
export type SentHeaders = Record<string, string>;

/** The client's headers that a foreign upstream may see, with those that the owner names. */
export function allowedHeaders(from: AskedHeaders, more?: ReadonlySet<string>): SentHeaders {
  const headers: SentHeaders = {};
  const listed = connectionNames(from);
  from.forEach((value, name) => {
    const passes = allowed.has(name) || name.startsWith(allowedPrefix) || more?.has(name) === true;
    if (passes && !isHopByHop(name, listed)) headers[name] = value;
  });
  return headers;
}

/** An SDK's headers on their way to the very origin that the SDK has named. */
export function ownHeaders(from: Headers): SentHeaders {
  const headers: SentHeaders = {};
  const listed = connectionNames(from);
  for (const [name, value] of from) {
    if (!recomputed.has(name) && !isHopByHop(name, listed) && !isOurs(name)) headers[name] = value;
  }
  return headers;
}

/** A header that only we may set: one from outside would claim what we have not seen. */
export function isOurs(name: string): boolean {
  return name.startsWith('x-fallback-') || name.startsWith('x-served-') || name === 'x-failover';
}

/** The client's own credentials, for an owner who has said that they are to travel. */
export const credentialHeaders: readonly string[] = ['authorization', 'x-goog-api-key', 'cookie'];

/**
 * Who of the key's accounts pays. They belong to the client's own key: beside the server's they would choose
 * whose money is spent, or get that key refused.
 */
export const accountHeaders: readonly string[] = [
  'openai-organization',
  'openai-project',
  'x-goog-user-project',
];

/** Puts in the target's key, if it has one. It goes to this target alone. @throws AnswerError when it cannot be had */
export function authorize(
  headers: SentHeaders,
  target: ModelTarget,
  dialect: Dialect,
): SentHeaders | Promise<SentHeaders> {
  const { apiKey } = target;
  if (typeof apiKey !== 'function') return withKey(headers, apiKey, target, dialect);
  return keyFrom(apiKey).then((key) => withKey(headers, key, target, dialect));
}

async function keyFrom(ask: () => string | Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    // A failure of this model. What it says stays here: it may be about the key.
    throw new AnswerError({ error }, { cause: error });
  }
}

function withKey(
  headers: SentHeaders,
  key: string | undefined,
  target: ModelTarget,
  dialect: Dialect,
): SentHeaders {
  if (key === undefined || key === '') return headers;
  for (const name of credentialHeaders) if (headers[name] !== undefined) delete headers[name];
  if (dialect === 'gemini') headers['x-goog-api-key'] = key;
  // Google takes a key in its own header and refuses one that comes as a bearer token as well.
  if (dialect !== 'gemini' || !isGoogle(target.baseURL)) headers['authorization'] = `Bearer ${key}`;
  return headers;
}

function isGoogle(baseURL: string | undefined): boolean {
  return baseURL !== undefined && new URL(baseURL).hostname.endsWith('.googleapis.com');
}

/** By model of a chain and path, so that a URL is parsed once and not for each request. */
const known = new WeakMap<ModelTarget, Map<string, string>>();

/** Where a model of the chain is asked. */
export function urlOfTarget(target: ModelTarget, baseURL: string, route: Route, search: string): string {
  if (search !== '') return upstreamUrl(baseURL, route, target.upstreamModel, search);
  const path = route.path(target.upstreamModel);
  const found = known.get(target)?.get(path);
  if (found !== undefined) return found;
  const url = upstreamUrl(baseURL, route, target.upstreamModel, search);
  known.set(target, (known.get(target) ?? new Map<string, string>()).set(path, url));
  return url;
}

/** `baseURL` + the route's path + the query. Host and path never come from the client. */
export function upstreamUrl(baseURL: string, route: Route, upstreamModel: string, search: string): string {
  const url = new URL(baseURL);
  const base = url.pathname.replace(/\/+$/, '');
  // Google's own calls live beside OpenAI's: `/v1beta` next to `/v1`.
  const root = route.dialect === 'gemini' ? base.replace(/\/v1$/, '/v1beta') : base;
  url.pathname = root + route.path(upstreamModel);
  if (search === '') return url.href;
  // A query of the base URL, such as Azure's api-version, wins over the client's.
  for (const [name, value] of new URLSearchParams(search)) {
    if (!url.searchParams.has(name) && !unsentParameters.has(name.toLowerCase()))
      url.searchParams.append(name, value);
  }
  return url.href;
}
