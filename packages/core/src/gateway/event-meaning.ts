import type { Route } from './routes.ts';
import type { StreamEvent } from './event-splitter.ts';

/** What an event means to somebody who waits for a whole answer. */
export type EventMeaning =
  | { readonly kind: 'content' }
  /** The last event of a whole answer. */
  | { readonly kind: 'end'; readonly content: boolean }
  | { readonly kind: 'error'; readonly body: unknown }
  /** A comment, a role, a start notice: nothing that a client could show. */
  | { readonly kind: 'preamble' };

// Above this an event is image data; only its type is looked at.
const parseLimit = 64 * 1024;

const preamble: EventMeaning = { kind: 'preamble' };
const content: EventMeaning = { kind: 'content' };

/** Reads one event of an OpenAI stream: chat chunks, or typed image events. */
export function meaningOf(event: StreamEvent, dialect: Route['dialect']): EventMeaning {
  const { data } = event;
  if (data === undefined || data === '') return preamble;
  if (data.trim() === '[DONE]') return { kind: 'end', content: false };
  const body = data.length > parseLimit ? { type: typeOf(event, data) } : parse(data);
  // Not JSON: hand it on once content flows, but never take it for the first content.
  if (!isRecord(body)) return event.type === 'error' ? { kind: 'error', body: data } : preamble;
  if (isPresent(body['error']) || event.type === 'error' || body['type'] === 'error')
    return { kind: 'error', body };
  return dialect === 'images' ? imageMeaning(event.type ?? body['type']) : chatMeaning(body);
}

function imageMeaning(type: unknown): EventMeaning {
  if (typeof type !== 'string') return preamble;
  if (type.endsWith('.completed')) return { kind: 'end', content: true };
  return type.endsWith('.partial_image') ? content : preamble;
}

function chatMeaning(body: Record<string, unknown>): EventMeaning {
  const choices = Array.isArray(body['choices']) ? body['choices'] : [];
  return choices.some((choice: unknown) => isRecord(choice) && saysSomething(choice)) ? content : preamble;
}

// `{"delta":{"role":"assistant","content":""}}` opens every stream, also of a model that then dies.
function saysSomething(choice: Record<string, unknown>): boolean {
  if (isPresent(choice['finish_reason'])) return true;
  const delta = choice['delta'];
  if (!isRecord(delta)) return typeof choice['text'] === 'string' && choice['text'] !== '';
  return Object.entries(delta).some(
    ([name, value]) =>
      name !== 'role' && isPresent(value) && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
}

function typeOf(event: StreamEvent, data: string): string | undefined {
  const named = /"type"\s*:\s*"([^"]{1,80})"/;
  return event.type ?? named.exec(data.slice(0, 512))?.[1] ?? named.exec(data.slice(-512))?.[1];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
