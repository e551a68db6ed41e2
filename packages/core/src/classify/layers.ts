import { carriesError } from './answer.ts';
import { readTextBody } from './body-text.ts';
import { embeddedJson } from './embedded-json.ts';
import { readLayer, type Layer } from './layer.ts';
import { namesIn } from './names.ts';
import { isRecord, itemsOf, read } from './safe-read.ts';

// Three envelopes, each a body, its error and the JSON in its message, around an error with a detail.
const deepest = 12;
const mostLayers = 16;
const mostTexts = 6;

/** Every error object in the evidence, the innermost first: it knows best (reference: errors, section 3). */
export function layersOf(body: unknown, error: unknown): Layer[] {
  const found: Layer[] = [];
  const texts = { left: mostTexts };
  if (error !== undefined && error !== null) visit(error, 'error', 0, found, texts);
  if (body !== undefined && body !== null) visit(body, 'body', 0, found, texts);
  return found.toReversed();
}

function visit(value: unknown, field: string, depth: number, found: Layer[], texts: { left: number }): void {
  if (depth > deepest || found.length >= mostLayers) return;
  if (typeof value === 'string') visitText(value, field, depth, found, texts);
  else if (Array.isArray(value)) visitList(value, field, depth, found, texts);
  else if (typeof value === 'object' && value !== null) visitObject(value, field, depth, found, texts);
}

function visitList(
  list: unknown,
  field: string,
  depth: number,
  found: Layer[],
  texts: { left: number },
): void {
  // Details that came without an error around them: an older Google SDK keeps them apart.
  if (field === 'errorDetails') found.push(readLayer({ details: list }, field));
  // Gemini's OpenAI-compatible endpoint wraps its error into a list; FastAPI lists what is wrong.
  for (const item of itemsOf(list).slice(0, 4).toReversed()) visit(item, field, depth + 1, found, texts);
}

function visitObject(
  value: object,
  field: string,
  depth: number,
  found: Layer[],
  texts: { left: number },
): void {
  const names = namesIn(value);
  const layer = readLayer(value, field, names);
  if (layer.status !== undefined || layer.codes.length > 0 || layer.text !== '' || layer.details.length > 0) {
    found.push(layer);
  }
  for (const { key, inside, text } of names) {
    if (!inside) continue;
    const child = read(value, key);
    // A text under `detail` or `reason` is the message of this layer, and was read with it.
    if (child === value || (text && typeof child === 'string')) continue;
    visit(child, key, depth + 1, found, texts);
  }
  const raw = read(read(value, 'metadata'), 'raw');
  if (typeof raw === 'string') wrapped(raw, 'metadata.raw', depth, found, texts);
  else if (isRecord(raw)) visit(raw, 'metadata.raw', depth + 1, found, texts);
  wrapped(layer.text, `${field}.message`, depth, found, texts);
}

function visitText(
  text: string,
  field: string,
  depth: number,
  found: Layer[],
  texts: { left: number },
): void {
  const read = readTextBody(text);
  if (read.form === 'json') visit(read.value, field, depth + 1, found, texts);
  else if (read.form === 'events') {
    for (const { value } of read.events)
      if (carriesError(value)) visit(value, field, depth + 1, found, texts);
  } else if (read.form === 'html') found.push(readLayer({ message: read.title }, 'title'));
  else if (read.form === 'text') {
    found.push(readLayer({ message: text }, field));
    wrapped(text, field, depth, found, texts);
  }
}

// The vendor's answer inside a relay's sentence. At most a few of them: each costs a scan.
function wrapped(text: string, field: string, depth: number, found: Layer[], texts: { left: number }): void {
  if (texts.left <= 0 || !(text.includes('{') || text.includes('['))) return;
  const value = embeddedJson(text);
  if (value === undefined) return;
  texts.left--;
  visit(value, field, depth + 1, found, texts);
}
