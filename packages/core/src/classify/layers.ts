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

interface Walk {
  readonly found: Layer[];
  textsLeft: number;
}

/** Where a value stands. `embedded`: inside a text of another answer. */
interface Place {
  readonly field: string;
  readonly depth: number;
  readonly embedded: boolean;
}

/** Every error object in the evidence, the innermost first: it knows best (reference: errors, section 3). */
export function layersOf(body: unknown, error: unknown): Layer[] {
  const walk: Walk = { found: [], textsLeft: mostTexts };
  visit(walk, error, { field: 'error', depth: 0, embedded: false });
  visit(walk, body, { field: 'body', depth: 0, embedded: false });
  return walk.found.toReversed();
}

function visit(walk: Walk, value: unknown, place: Place): void {
  if (place.depth > deepest || walk.found.length >= mostLayers) return;
  if (typeof value === 'string') visitText(walk, value, place);
  else if (Array.isArray(value)) visitList(walk, value, place);
  else if (typeof value === 'object' && value !== null) visitObject(walk, value, place);
}

function into({ depth, embedded }: Place, field: string): Place {
  return { field, depth: depth + 1, embedded };
}

function add(walk: Walk, source: object, { field, embedded }: Place, names = namesIn(source)): Layer {
  const layer = readLayer(source, field, names, embedded);
  const says = layer.status !== undefined || layer.codes.length > 0 || layer.text !== '';
  if (says || layer.details.length > 0) walk.found.push(layer);
  return layer;
}

function visitList(walk: Walk, list: unknown, place: Place): void {
  // Details that came without an error around them: an older Google SDK keeps them apart.
  if (place.field === 'errorDetails') add(walk, { details: list }, place);
  // Gemini's OpenAI-compatible endpoint wraps its error into a list; FastAPI lists what is wrong.
  for (const item of itemsOf(list).slice(0, 4).toReversed()) visit(walk, item, into(place, place.field));
}

function visitObject(walk: Walk, value: object, place: Place): void {
  const names = namesIn(value);
  const layer = add(walk, value, place, names);
  for (const { key, inside, text } of names) {
    if (!inside) continue;
    const child = read(value, key);
    // A text under `detail` or `reason` is the message of this layer, and was read with it.
    if (child === value || (text && typeof child === 'string')) continue;
    visit(walk, child, into(place, key));
  }
  const raw = read(read(value, 'metadata'), 'raw');
  if (typeof raw === 'string') unwrap(walk, raw, into(place, 'metadata.raw'));
  else if (isRecord(raw)) visit(walk, raw, into(place, 'metadata.raw'));
  unwrap(walk, layer.text, into(place, `${place.field}.message`), layer);
}

function visitText(walk: Walk, text: string, place: Place): void {
  const read = readTextBody(text);
  if (read.form === 'json') visit(walk, read.value, into(place, place.field));
  else if (read.form === 'events') {
    for (const { value } of read.events)
      if (carriesError(value)) visit(walk, value, into(place, place.field));
  } else if (read.form === 'html') add(walk, { message: read.title }, { ...place, field: 'title' });
  else if (read.form === 'text') {
    const layer = add(walk, { message: text }, place);
    unwrap(walk, text, into(place, place.field), layer);
  }
}

// The vendor's answer inside a relay's sentence. At most a few of them: each costs a scan.
function unwrap(walk: Walk, text: string, place: Place, around?: Layer): void {
  if (walk.textsLeft <= 0 || !(text.includes('{') || text.includes('['))) return;
  const inside = embeddedJson(text);
  if (inside === undefined) return;
  walk.textsLeft--;
  // What was unwrapped is not read again as the relay's own words.
  const at = around === undefined ? -1 : walk.found.indexOf(around);
  if (around !== undefined && at >= 0) walk.found[at] = { ...around, text: inside.rest };
  visit(walk, inside.value, { ...place, embedded: true });
}
