import { carriesError } from '../classify/answer.ts';
import { isRecord } from '../classify/safe-read.ts';
import type { StreamEvent } from './event-splitter.ts';
import { lookInside } from './look-inside.ts';
import type { Dialect } from './routes.ts';

/** What an event means to somebody who waits for a whole answer. */
export type EventMeaning =
  | { readonly kind: 'content'; readonly choices?: readonly Choice[] }
  /** The last event of a whole answer. */
  | { readonly kind: 'end'; readonly content: boolean; readonly body?: unknown }
  /** `odd`: not written as the SDKs of the route read an error. */
  | { readonly kind: 'error'; readonly body: unknown; readonly odd?: boolean }
  /** A comment, a role, a start notice: nothing that a client could show. */
  | { readonly kind: 'preamble'; readonly choices?: readonly Choice[] };

/** One of the answers that a chat event says something of. */
interface Choice {
  readonly index: unknown;
  readonly finished: boolean;
}

const encoder = new TextEncoder();

const preamble: EventMeaning = { kind: 'preamble' };
const content: EventMeaning = { kind: 'content' };
const end: EventMeaning = { kind: 'end', content: true };

const readers: Readonly<Record<Dialect, (body: Record<string, unknown>, type: unknown) => EventMeaning>> = {
  chat: chatMeaning,
  images: (_body, type) => imageMeaning(type),
  responses: responsesMeaning,
  gemini: geminiMeaning,
};

/** Reads one event: chat chunks, typed events of images and Responses, Gemini's partial answers. */
export function meaningOf(event: StreamEvent, dialect: Dialect): EventMeaning {
  const { data } = event;
  if (data === '') return preamble;
  if (data?.trim() === '[DONE]') return { kind: 'end', content: false };
  // An event with a picture may be the last: it is read too, but for the picture.
  const body = lookInside([data === undefined ? event.bytes : encoder.encode(data)]);
  const named = event.type === 'error' && data !== undefined;
  // Bare words of an error event stand where a classifier looks; others go on once content flows, and are none.
  const fault = faultIn(body) ?? (named ? (isRecord(body) ? body : { message: data }) : undefined);
  if (fault !== undefined) {
    const { error, type } = fault;
    const odd = fault !== body || data === undefined || !(isPresent(error) || named || type === 'error');
    return { kind: 'error', body: isPresent(error) ? fault : { ...fault, error: fault }, odd };
  }
  if (data === undefined || !isRecord(body)) return preamble;
  return readers[dialect](body, event.type ?? body['type']);
}

/** The error that an event is or holds, in any of the shapes in which relays tell one. */
function faultIn(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (Array.isArray(body)) return faultIn(body[0]);
  if (!isRecord(body) || body['type'] === 'response.failed') return undefined;
  const { object, detail, message } = body;
  // FastAPI's is a sentence and nothing else.
  const alone = isPresent(detail ?? message) && Object.keys(body).length === 1;
  if (object === 'error' || alone || carriesError(body)) return body;
  const failed = listOf(body['choices']).find((choice) => isRecord(choice) && isPresent(choice['error']));
  return isRecord(failed) ? { error: failed['error'] } : undefined;
}

function imageMeaning(type: unknown): EventMeaning {
  if (typeof type !== 'string') return preamble;
  if (type.endsWith('.completed')) return end;
  return type.endsWith('.partial_image') ? content : preamble;
}

// `response.created` opens every stream, also of a model that then dies.
function responsesMeaning(body: Record<string, unknown>, type: unknown): EventMeaning {
  if (typeof type !== 'string') return preamble;
  if (type === 'response.completed' || type === 'response.incomplete') return end;
  if (type === 'response.failed') {
    const { response } = body;
    return { kind: 'error', body: { error: isRecord(response) ? response['error'] : body } };
  }
  return /\.(?:delta|done|partial_image)$/.test(type) ? content : preamble;
}

function geminiMeaning(body: Record<string, unknown>): EventMeaning {
  const candidates = listOf(body['candidates']).filter(isRecord);
  // A prompt that is blocked has no candidates; the classifier knows the reasons.
  if (candidates.length === 0) return isPresent(body['promptFeedback']) ? { kind: 'error', body } : preamble;
  const saysParts = candidates.some((candidate) => {
    const said = candidate['content'];
    return isRecord(said) && listOf(said['parts']).some((part) => isRecord(part) && part['text'] !== '');
  });
  if (candidates.every((candidate) => isPresent(candidate['finishReason'])))
    return { kind: 'end', content: saysParts, body };
  return saysParts ? content : preamble;
}

function chatMeaning(body: Record<string, unknown>): EventMeaning {
  const said = listOf(body['choices']).filter(isRecord);
  const choices = said.map((choice) => ({ index: choice['index'] ?? 0, finished: isFinished(choice) }));
  return { kind: said.some(saysSomething) ? 'content' : 'preamble', choices };
}

// `{"delta":{"role":"assistant","content":""}}` opens every stream, also of a model that then dies.
function saysSomething(choice: Record<string, unknown>): boolean {
  if (isFinished(choice)) return true;
  const delta = choice['delta'];
  if (!isRecord(delta)) return typeof choice['text'] === 'string' && choice['text'] !== '';
  return Object.entries(delta).some(
    ([name, value]) =>
      name !== 'role' && isPresent(value) && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
}

function isFinished({ finish_reason: why }: Record<string, unknown>): boolean {
  return isPresent(why) && why !== '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
