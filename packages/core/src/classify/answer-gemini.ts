import type { Finding } from './rule.ts';
import { finishReasons, outcomeRules } from './rules-outcome.ts';
import { isRecord, itemsOf, read } from './safe-read.ts';

/** Gemini's `generateContent`, native or as its SDK hands it on. Undefined for any other body. */
export function geminiFault(body: object): 'ok' | Finding | undefined {
  if (isEmptyOfSdk(body)) return { rule: outcomeRules.unknownToSdk, field: 'sdkHttpResponse' };
  const candidates = read(body, 'candidates');
  if (read(read(body, 'promptFeedback'), 'blockReason') !== undefined) {
    return { rule: outcomeRules.promptBlocked, field: 'promptFeedback.blockReason' };
  }
  if (!Array.isArray(candidates)) {
    // Nothing but the meter: the model answered without a candidate.
    return 'usageMetadata' in body && !('candidates' in body) && 'modelVersion' in body
      ? { rule: outcomeRules.empty, field: 'candidates' }
      : undefined;
  }
  const [candidate] = itemsOf(candidates);
  if (candidate === undefined) return { rule: outcomeRules.empty, field: 'candidates' };
  const parts = itemsOf(read(read(candidate, 'content'), 'parts'));
  if (parts.some((part) => isRecord(part) && ('inlineData' in part || 'inline_data' in part))) return 'ok';
  const reason = read(candidate, 'finishReason') ?? read(candidate, 'finish_reason');
  const rule = typeof reason === 'string' ? finishReasons.get(reason) : undefined;
  const spoke = parts.some((part) => isRecord(part) && Object.keys(part).length > 0);
  // A text cut by its length is an answer; one that was blocked is not.
  if (rule !== undefined && !(spoke && reason === 'MAX_TOKENS')) return { rule, field: 'finishReason' };
  // A chunk of a stream has no finish reason and may have no parts.
  if (!spoke) return reason === undefined ? 'ok' : { rule: outcomeRules.empty, field: 'finishReason' };
  return makesImages(read(body, 'modelVersion')) && reason === 'STOP' && !parts.some(isCall)
    ? { rule: outcomeRules.textOnly, field: 'candidates[].content' }
    : 'ok';
}

/**
 * An answer to `generateContent` of which @google/genai has kept nothing but the headers: it drops whatever it does
 * not know, an error that came with a 200 included. Its other calls may answer no more than that and mean it.
 */
export function isEmptyOfSdk(body: object): boolean {
  try {
    // In this order, because the keys of a long list take time.
    return 'sdkHttpResponse' in body && 'functionCalls' in body && Object.keys(body).length === 1;
  } catch {
    return false; // a proxy that hides its keys is nobody's answer
  }
}

function isCall(part: unknown): boolean {
  return isRecord(part) && 'functionCall' in part;
}

function makesImages(modelVersion: unknown): boolean {
  return typeof modelVersion === 'string' && modelVersion.slice(0, 200).includes('image');
}
