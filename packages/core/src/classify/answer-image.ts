import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { isRecord, itemsOf, read, readText } from './safe-read.ts';

/** OpenAI images and the shapes near it: Ark, Recraft, fal, Stability, Imagen. Undefined for any other body. */
export function imageFault(body: object): 'ok' | Finding | undefined {
  const list = read(body, 'data');
  if (Array.isArray(list)) return dataFault(body, list);
  if (read(body, 'finish_reason') === 'CONTENT_FILTERED') return blocked('finish_reason');
  for (const [key, reason] of [
    ['predictions', 'raiFilteredReason'],
    ['artifacts', 'finishReason'],
  ] as const) {
    const entries = itemsOf(read(body, key));
    if (entries.length === 0) continue;
    return entries.every((entry) => isFiltered(read(entry, reason))) ? blocked(`${key}.${reason}`) : 'ok';
  }
  const images = read(body, 'images');
  if (!Array.isArray(images)) return undefined;
  if (images.length === 0) return { rule: outcomeRules.emptyData, field: 'images' };
  const flags = itemsOf(read(body, 'has_nsfw_concepts'));
  return flags.length > 0 && flags.every((flag) => flag === true) ? blocked('has_nsfw_concepts') : 'ok';
}

function dataFault(body: object, list: readonly unknown[]): 'ok' | Finding | undefined {
  if (list.length === 0) {
    // A list of models may be empty, and an error object beside it says more.
    if (read(body, 'object') === 'list') return 'ok';
    return { rule: outcomeRules.emptyData, field: 'data' };
  }
  const entries = itemsOf(list);
  const first = entries[0];
  if (!isRecord(first)) return 'ok';
  if (entries.some(hasPicture)) return 'ok';
  if (entries.every((entry) => read(entry, 'error') !== undefined)) return undefined;
  const looksLikeImages = ['url', 'b64_json', 'revised_prompt'].some((key) => key in first);
  if (!looksLikeImages && Object.keys(first).length > 0) return 'ok';
  return { rule: outcomeRules.emptyEntry, field: 'data[].url' };
}

function hasPicture(entry: unknown): boolean {
  return readText(entry, 'b64_json', 1) !== undefined && read(entry, 'b64_json') !== ''
    ? true
    : typeof read(entry, 'url') === 'string' && read(entry, 'url') !== '';
}

function isFiltered(reason: unknown): boolean {
  return typeof reason === 'string' && reason !== 'SUCCESS' && reason !== 'ERROR' && reason !== '';
}

function blocked(field: string): Finding {
  return { rule: outcomeRules.contentFilter, field };
}
