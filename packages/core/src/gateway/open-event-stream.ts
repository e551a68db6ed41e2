import type { AnswerError } from '../failover/answer-error.ts';
import { endsLater, type StreamEnd } from '../failover/stream-end.ts';
import type { Evidence } from '../outcome.ts';
import type { UpstreamCall } from './call-upstream.ts';
import { meaningOf, type EventMeaning } from './event-meaning.ts';
import { masked } from './confidential.ts';
import { EventSplitter, type StreamEvent } from './event-splitter.ts';
import { lookInside } from './look-inside.ts';
import { blankLine, passOn } from './pass-on.ts';
import { concat } from './read-body.ts';
import type { Dialect } from './routes.ts';
import { isComplete } from './stream-wholeness.ts';
import { brokenOff, RefusedAnswer, type UpstreamAnswer } from './upstream-answer.ts';

// An upstream that talks without saying anything is let through after this much.
const maxHeldBytes = 256 * 1024;

/**
 * Holds a stream back until its first content event, then hands it on.
 *
 * Before that nothing was promised, so an error event, a cut or an empty end can still fail over.
 */
export async function openEventStream(
  response: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  call: UpstreamCall,
): Promise<UpstreamAnswer> {
  const { status, headers } = response;
  const reader = body.getReader();
  const splitter = new EventSplitter();
  const held: StreamEvent[] = [];
  let heldBytes = 0;
  const refuse = (seen: Evidence): AnswerError => {
    reader.cancel().catch(() => undefined);
    const evidence: Evidence = { status, headers, phase: 'stream-before-first-output', ...seen };
    if (seen.body === undefined) return brokenOff(call.signal, evidence);
    const said = new TextEncoder().encode(JSON.stringify(seen.body));
    return new RefusedAnswer(
      { ...evidence, body: lookInside([masked(said, call.headers)]) },
      { status, headers, body: held.map(({ bytes }) => masked(bytes, call.headers)), streaming: true },
    );
  };
  while (heldBytes <= maxHeldBytes) {
    let piece;
    try {
      piece = await reader.read();
    } catch (error) {
      throw refuse({ error });
    }
    if (piece.done) {
      const last = splitter.flush();
      const meaning =
        last !== undefined && isComplete(last) ? meaningOf(last, call.route.dialect) : undefined;
      // All in one event, whose blank line was forgotten.
      if (last !== undefined && meaning?.kind === 'end' && meaning.content) {
        held.push({ ...last, bytes: concat([last.bytes, blankLine]) });
        break;
      }
      // Some upstreams call plain JSON an event stream: a whole answer, or an error.
      const json = plainJson(last);
      if (
        json !== undefined &&
        last !== undefined &&
        call.classify({ status, headers, body: json }).kind === 'ok'
      )
        return { status, headers: asJson(headers), body: [last.bytes], streaming: false };
      const body = meaning?.kind === 'error' ? meaning.body : json;
      const error = new Error('The end of the stream came before any content.');
      throw refuse(body === undefined ? { error } : { body });
    }
    heldBytes += piece.value.byteLength;
    const events = splitter.push(piece.value);
    held.push(...events);
    const telling = firstTelling(events, call.route.dialect);
    if (telling === undefined) continue;
    if (telling.kind === 'error') throw refuse({ body: telling.body });
    if (telling.kind === 'end' && !telling.content) {
      // Gemini says in it why: a safety stop is no fault of the model.
      const { body } = telling;
      throw refuse(
        body === undefined
          ? { error: new Error('The last event of the stream came without any content.') }
          : { body },
      );
    }
    break;
  }
  const { promise, resolve: onEnd } = Promise.withResolvers<StreamEnd>();
  const passed = passOn({ reader, splitter, held, response, call, onEnd });
  const answer: UpstreamAnswer = { status, headers, streaming: true, body: passed };
  endsLater(answer, promise);
  return answer;
}

// What comes behind it is read when it is passed on.
function firstTelling(events: readonly StreamEvent[], dialect: Dialect): EventMeaning | undefined {
  for (const event of events) {
    const meaning = meaningOf(event, dialect);
    if (meaning.kind !== 'preamble') return meaning;
  }
  return undefined;
}

function asJson(headers: Headers): Headers {
  const changed = new Headers(headers);
  changed.set('content-type', 'application/json');
  return changed;
}

function plainJson(last: StreamEvent | undefined): unknown {
  if (last === undefined || last.data !== undefined) return undefined;
  const body = lookInside([last.bytes]);
  return typeof body === 'object' && body !== null ? body : undefined;
}
