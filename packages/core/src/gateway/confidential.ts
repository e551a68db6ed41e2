import type { Evidence, FailureKind, Verdict } from '../outcome.ts';
import { credentialHeaders, type SentHeaders } from './upstream-request.ts';

// An upstream's words on these may hold fragments of a key, account names or balances.
const confidential: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'auth',
  'permission',
  'region_blocked',
  'rate_limited',
  'quota_exhausted',
  'insufficient_funds',
]);

const keyLike = /\b(?:(?:[sprg]s?k|xai|r8|hf|nvapi)[-_][\w*-]{5,}|key-[\w*-]{12,}|AIza[\w-]{10,})/gi;
// What stands behind such a word may be a key in any shape. Engines are slow to look behind each sign, so the word is
// looked for first.
const keyWord = /bearer|key|token/i;
const keyLikeOrNamed = new RegExp(
  `${keyLike.source}|(?<=\\bBearer )[\\w.~+/=-]{5,}|(?<=\\b(?:key|token)\\W{1,4}(?:provided\\W{1,4})?)[\\w+/=-]{20,}`,
  'gi',
);

/**
 * Whether the upstream's own message is for the owner's eyes alone.
 *
 * Where the verdict is not on the request, its sentence is read by itself too: a relay's 500 around a refused key
 * counts against nobody's key, and its words stay here all the same.
 */
export function isConfidential(classify: (evidence: Evidence) => Verdict, evidence: Evidence): boolean {
  const { kind, action } = classify(evidence);
  if (confidential.has(kind)) return true;
  return action !== 'reject' && confidential.has(classify({ body: sentenceOf(evidence.body) }).kind);
}

/** The sentence of an error in any shape. Never its details: some relays put a stack there. */
export function sentenceOf(body: unknown): string | undefined {
  const [first]: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (typeof first === 'string')
    return /^\s*</.test(first) ? undefined : first.trim().split('\n', 1)[0]?.slice(0, 500);
  if (typeof first !== 'object' || first === null) return undefined;
  const { error, message, detail, msg, loc, errors } = first as Readonly<Record<string, unknown>>;
  const said =
    sentenceOf(message) ?? sentenceOf(error) ?? sentenceOf(msg) ?? sentenceOf(detail) ?? sentenceOf(errors);
  // FastAPI tells what is wrong with which field.
  return said !== undefined && Array.isArray(loc) ? `${loc.join('.')}: ${said}` : said;
}

const decoder = new TextDecoder();

/** An upstream's error without what looks like a key, and without those that were sent to it. */
export function masked(bytes: Uint8Array<ArrayBuffer>, sent: SentHeaders): Uint8Array<ArrayBuffer> {
  const text = decoder.decode(bytes);
  let safe = text.replace(keyWord.test(text) ? keyLikeOrNamed : keyLike, '***');
  for (const name of credentialHeaders) {
    const key = sent[name]?.replace('Bearer ', '');
    if (key) safe = safe.replaceAll(key, '***');
  }
  return safe === text ? bytes : new TextEncoder().encode(safe);
}
