import type { Phase } from '../outcome.ts';
import { chatFault } from './answer-chat.ts';
import { geminiFault } from './answer-gemini.ts';
import { imageFault } from './answer-image.ts';
import { pollFault } from './answer-poll.ts';
import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { isRecord, itemsOf, read, toStatus } from './safe-read.ts';

/** What a 2xx body came to: what was asked for, a fault, or an error object that the rules must read. */
export type Answer = 'ok' | 'error' | Finding;

/** Looks for what was asked for in a parsed body. */
export function judgeAnswer(body: unknown, phase: Phase | undefined): Answer {
  if (Array.isArray(body)) {
    // A whole stream of Gemini's may end in an error.
    return [...itemsOf(body), body.at(-1)].some((item) => isRecord(item) && carriesError(item))
      ? 'error'
      : 'ok';
  }
  if (!isRecord(body)) return 'ok';
  const polled = pollFault(body, phase);
  if (polled !== undefined) return polled;
  // Gemini first: its SDK complains on the console of whoever looks for `data` in a text.
  const fault = geminiFault(body) ?? imageFault(body) ?? chatFault(body);
  if (fault === 'ok') return read(body, 'error') && emptyChoices(body) ? 'error' : 'ok';
  if (carriesError(body)) return 'error';
  if (fault !== undefined) return fault;
  if (onlySpeaks(body)) return 'error';
  return isEmpty(body) ? { rule: outcomeRules.emptyData, field: 'body' } : 'ok';
}

function emptyChoices(body: object): boolean {
  const choices = read(body, 'choices');
  return Array.isArray(choices) && choices.length === 0;
}

/** Each vendor has its own way to say "200, but no": an error object, a list of errors, a code of its own. */
export function carriesError(body: object): boolean {
  const error = read(body, 'error');
  if (typeof error === 'string' ? error !== '' : error !== undefined && error !== null && error !== false) {
    return true;
  }
  const type = read(body, 'type');
  // OpenAI's Responses end a stream so, with the error inside.
  if (type === 'error' || type === 'response.failed' || read(body, 'success') === false) return true;
  if (itemsOf(read(body, 'errors')).length > 0) return true;
  const response = read(read(body, 'base_resp'), 'status_code');
  if (typeof response === 'number' && response !== 0) return true;
  const status = toStatus(read(body, 'code')) ?? toStatus(read(body, 'status'));
  return status !== undefined && status >= 400;
}

// A sentence, and nothing that was asked for.
function onlySpeaks(body: object): boolean {
  const spoken = ['detail', 'message', 'msg'].some((key) => typeof read(body, key) === 'string');
  if (!spoken) return false;
  try {
    return Object.keys(body).every((key) => besideASentence.has(key));
  } catch {
    return false;
  }
}

const besideASentence = new Set([
  'detail',
  'message',
  'msg',
  'code',
  'title',
  'type',
  'status',
  'request_id',
  'param',
]);

function isEmpty(body: object): boolean {
  try {
    return Object.keys(body).length === 0;
  } catch {
    return false; // a proxy that hides its keys is not empty
  }
}
