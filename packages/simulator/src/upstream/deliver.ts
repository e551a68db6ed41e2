import type { FaultName } from '../faults/fault.ts';
import { recordedAnswer } from '../faults/recorded-answer.ts';
import type { Delivery } from './call.ts';
import { errorAnswer, toResponse } from './error-answer.ts';
import type { Output } from './output.ts';
import { streamPieces, type Ending, type Piece } from './stream-pieces.ts';

// Choices: longer in all than the 90 s that core gives an attempt, never silent for 10 s.
const DRIP_PIECES = 20;
const DRIP_PAUSE_MS = 5_000;

// Text that parses as nothing, and an event that does not either.
const GARBAGE = '\u0000\u0001}{ not JSON at all';

/** Waits as long as the call takes and sends the output: whole, streamed, or spoilt by the fault. */
export async function deliver(
  call: Delivery,
  output: Output,
  fault: FaultName | undefined,
): Promise<Response> {
  const type = output.kind === 'stream' ? 'text/event-stream' : 'application/json';
  const headers = { ...call.headers, 'content-type': type, 'cache-control': 'no-cache' };
  const { latencyMs } = call;
  const spoilt = (pieces: readonly Piece[], ending: Ending, length?: number): Promise<Response> =>
    streamPieces(call, pieces, ending, {
      ...headers,
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    });

  switch (fault) {
    case 'hang':
      return call.forever();
    case 'reset':
      await call.wait(latencyMs);
      return Response.error();
    case 'html':
      await call.wait(latencyMs);
      return toResponse(recordedAnswer('gemini-502-google-html'), call.headers);
    case 'error-200': {
      const error = errorAnswer(503, call.dialect);
      // Whoever reads events finds none in a plain body, and never learns of the error.
      if (output.kind === 'stream')
        return spoilt([{ text: output.errorEvent(error.body), afterMs: latencyMs }], 'end');
      await call.wait(latencyMs);
      return toResponse({ ...error, status: 200 }, call.headers);
    }
    case 'empty':
      await call.wait(latencyMs);
      return new Response('', { headers });
    case 'garbage':
      await call.wait(latencyMs);
      return new Response(output.kind === 'stream' ? `data: ${GARBAGE}\n\n` : GARBAGE, { headers });
    default:
  }

  if (output.kind === 'whole') {
    const text = JSON.stringify(output.body);
    const half = [{ text: text.slice(0, text.length >> 1), afterMs: latencyMs }];
    switch (fault) {
      case 'truncate':
        return spoilt(half, 'cut', byteLength(text));
      case 'stall':
        return spoilt(half, 'silence', byteLength(text));
      case 'short':
        return spoilt(half, 'end');
      case 'slow-drip':
        return spoilt(drip(text), 'end');
      default:
        await call.wait(latencyMs);
        return new Response(text, { headers: { ...call.headers, 'content-type': type } });
    }
  }
  const { events } = output;
  const every = (afterMs: number): Piece[] => events.map((text) => ({ text, afterMs }));
  const usual = every(latencyMs / events.length);
  switch (fault) {
    case 'truncate':
      return spoilt(halfOf(usual), 'cut');
    case 'stall':
      return spoilt(halfOf(usual), 'silence');
    case 'short':
      return spoilt(halfOf(usual), 'end');
    case 'error-event': {
      // Never behind the whole answer.
      const before = usual.slice(0, events.length >> 1);
      const text = output.errorEvent(errorAnswer(503, call.dialect).body);
      return spoilt([...before, { text, afterMs: before.length === 0 ? latencyMs : 0 }], 'end');
    }
    case 'slow-drip':
      return spoilt(every((DRIP_PIECES * DRIP_PAUSE_MS) / events.length), 'end');
    default:
      return spoilt(usual, 'end');
  }
}

/** The first half of a stream's events; of its only event, which is the whole answer, the first half of its text. */
function halfOf(events: readonly Piece[]): readonly Piece[] {
  return events.length > 1
    ? events.slice(0, events.length >> 1)
    : events.map(({ text, afterMs }) => ({ text: text.slice(0, text.length >> 1), afterMs }));
}

function drip(text: string): Piece[] {
  const size = Math.ceil(text.length / DRIP_PIECES);
  return Array.from({ length: DRIP_PIECES }, (_, i) => ({
    text: text.slice(i * size, (i + 1) * size),
    afterMs: DRIP_PAUSE_MS,
  })).filter(({ text }) => text !== '');
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
