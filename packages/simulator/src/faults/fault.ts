import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';
import { recordedAnswersById, type RecordedAnswer } from './recorded-answer.ts';

/** Ways for an answer to go wrong that no status tells of. */
export const faultNames = {
  reset: 'the connection is reset before there is an answer',
  hang: 'no answer, ever, until the client goes away',
  stall: 'half of the answer, then silence until the client goes away',
  truncate: 'half of the answer, then the connection is lost',
  short: 'half of the answer, then a proper end, as if that were all',
  'error-event': 'half of a stream, then an event that carries an error; for streams only',
  'error-200': 'status 200 with an error as its body, or as the only event of a stream',
  html: 'the HTML page of a proxy, with status 502',
  garbage: 'status 200 and text that is no JSON',
  empty: 'status 200 and nothing',
  'slow-drip': 'the whole answer in twenty pieces, five simulated seconds apart',
} as const;

export type FaultName = keyof typeof faultNames;

/** A fault that is an answer of its own, and not a spoilt one. */
export type WholeFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'recorded'; readonly answer: RecordedAnswer };

/** What goes wrong with one answer. */
export type Fault = WholeFault | { readonly kind: FaultName };

/** `none` lets a request succeed whatever the profile says. */
export type Forced = Fault | 'none';

/**
 * Reads what was asked for: a status, `none`, the name of a fault, or the id of a recorded answer.
 *
 * @throws SimulatorOptionsError that lists what there is.
 */
export function readFault(option: string, value: unknown): Forced {
  // Of a list of one, String would make its only entry.
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === 'none') return 'none';
  if (/^\d+$/.test(text)) return statusFault(option, Number(text));
  if (isFaultName(text)) return { kind: text };
  const answer = recordedAnswersById.get(text);
  if (answer !== undefined) return { kind: 'recorded', answer };
  throw new SimulatorOptionsError(
    `${option} is ${show(value)}, but must be a status such as 503, none, one of ` +
      `${Object.keys(faultNames).join(', ')}, or a recorded answer such as openai-429-slow-down; ` +
      'GET /__sim/faults lists them all.',
  );
}

/** A status from 400 to 599, or 200 for none. */
export function statusFault(option: string, given: unknown): Forced {
  const status = typeof given === 'string' && given !== '' ? Number(given) : given;
  if (status === 200) return 'none';
  if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599) {
    return { kind: 'status', status };
  }
  throw new SimulatorOptionsError(`${option} is ${show(given)}, but must be 200 or from 400 to 599.`);
}

/** The fault in a word, as `readFault` takes it; undefined for none and for a plain status. */
export function faultLabel(fault: Fault | undefined): string | undefined {
  if (fault === undefined || fault.kind === 'status') return undefined;
  return fault.kind === 'recorded' ? fault.answer.id : fault.kind;
}

/** The status that the client sees; 0 when it sees none. */
export function statusOf(fault: Fault | undefined): number {
  if (fault === undefined) return 200;
  switch (fault.kind) {
    case 'status':
      return fault.status;
    case 'recorded':
      return fault.answer.status;
    case 'html':
      return 502;
    case 'reset':
    case 'hang':
      return 0;
    default:
      return 200;
  }
}

export function isWholeFault(fault: Fault | undefined): fault is WholeFault {
  return fault?.kind === 'status' || fault?.kind === 'recorded';
}

function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(faultNames, text);
}
