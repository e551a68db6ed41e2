import type { Evidence } from '../outcome.ts';
import type { Layer } from './layer.ts';

// These say that something is wrong, not what; the same words mean the request with one model and the model
// with another (new-api#2543). Undecidable from the answer, so one more model is asked.
const saysNothing =
  /^(?:request contains an invalid argument\.?|provider returned error|bad response status code \d+.*|.*status code \(no body\)|upstream (?:request failed|error).*|error from provider.*|unknown error)$/is;

/** A 4xx that does not say what is wrong. Reference: errors, decision 5. */
export function isAmbiguous(
  layers: readonly Layer[],
  evidence: Evidence,
  status: number | undefined,
): boolean {
  if (status === undefined || status >= 500) return false;
  const texts = layers.map(({ text }) => text.trim()).filter((text) => text !== '');
  if (texts.length === 0) return evidence.error === undefined || evidence.error === null;
  if (layers.some(({ field }) => field === 'title')) return true;
  return texts.every((text) => saysNothing.test(text));
}
