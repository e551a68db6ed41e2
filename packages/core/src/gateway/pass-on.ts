import { isFailoverError } from '../errors.ts';
import type { StreamEnd } from '../failover/stream-end.ts';
import type { Evidence } from '../outcome.ts';
import type { Client, UpstreamCall } from './call-upstream.ts';
import { isConfidential, masked } from './confidential.ts';
import { errorBody, type Complaint } from './error-answer.ts';
import { meaningOf } from './event-meaning.ts';
import type { EventSplitter, StreamEvent } from './event-splitter.ts';
import { joined, maxBodyBytes } from './read-body.ts';
import type { Dialect } from './routes.ts';
import { isComplete, watchForEnd } from './stream-wholeness.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream whose first content has arrived. */
export interface OpenStream {
  readonly reader: ReadableStreamDefaultReader<Bytes>;
  readonly splitter: EventSplitter;
  readonly held: readonly StreamEvent[];
  readonly response: Response;
  readonly call: UpstreamCall;
  /** Told once how it ended. */
  readonly onEnd: (end: StreamEnd) => void;
}

// Held here until their streams are through: a client that nobody holds could not say any more that it goes.
const underWay = new Set<Client>();

/** What ends an event. */
export const blankLine: Bytes = new Uint8Array([10, 10]);

/** In the shape in which the route's SDKs raise an error, instead of ending as if all were well. */
function interruptedEvent(dialect: Dialect, reason?: unknown): Bytes {
  const { status, code, message } = complaintOf(reason);
  const body = errorBody(dialect, { status, code, message });
  // The events of Responses are typed, and readers of its events look at the type.
  const typed = dialect === 'responses' ? { type: 'error', code, message, param: null, ...body } : body;
  const name = dialect === 'responses' ? 'event: error\n' : '';
  return new TextEncoder().encode(`${name}data: ${JSON.stringify(typed)}\n\n`);
}

function complaintOf(reason: unknown): Complaint {
  if (isFailoverError(reason)) return { status: 503, code: reason.code, message: reason.message };
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return { status: 504, code: 'deadline_exceeded', message: reason.message };
  return { status: 502, code: 'upstream_error', message: 'The upstream stream broke off.' };
}

/**
 * Hands a stream on event by event, only as fast as it is read.
 *
 * A stream that ends without its last event ends in an error event instead: half an event is never sent, and
 * a truncated answer never looks whole. Whoever asked may go at any time, and the attempt may be aborted; the
 * upstream is then cancelled.
 */
export function passOn(stream: OpenStream): ReadableStream<Bytes> {
  const { reader, splitter, response, call } = stream;
  const { client, signal, route } = call;
  const isWhole = watchForEnd();
  let waiting = stream.held;
  let whole = false;
  let reading = false;
  let over = false;
  let leave = (): void => undefined;

  /** Says how it ended. False when that has been said before. */
  const end = (how: StreamEnd): boolean => {
    if (over) return false;
    over = true;
    leave();
    stream.onEnd(how);
    return true;
  };
  const broken = (seen: Evidence): Evidence => {
    const { status, headers } = response;
    return { status, headers, phase: 'mid-stream', ...seen };
  };
  const cancel = (reason?: unknown): void => void reader.cancel(reason).catch(() => undefined);

  /** The bytes of the events that may go on, and how the stream ends behind them, if it does. */
  const read = (events: readonly StreamEvent[]): Step => {
    const bytes: Bytes[] = [];
    for (const event of events) {
      const meaning = meaningOf(event, route.dialect);
      if (meaning.kind === 'error') {
        const { body, odd } = meaning;
        // Apart from where it was said: of a broken stream the verdict is that it broke.
        const { status, headers } = response;
        const stays = odd === true || isConfidential(call.classify, { status, headers, body });
        const said = stays ? interruptedEvent(route.dialect) : masked(event.bytes, call.headers);
        return { bytes: [...bytes, said], end: broken({ body }) };
      }
      whole = isWhole(meaning) ?? whole;
      // No reader of events looks at what is no JSON; a person may.
      bytes.push(/^\s*[{[]/.test(event.data ?? '') ? event.bytes : masked(event.bytes, call.headers));
    }
    return { bytes, end: undefined };
  };
  /** The stream is over, and these are its last bytes. */
  const ending = (bytes: readonly Bytes[], seen: Evidence): Step =>
    whole
      ? { bytes, end: 'whole' }
      : { bytes: [...bytes, interruptedEvent(route.dialect)], end: broken(seen) };

  const next = async (): Promise<Step> => {
    for (;;) {
      if (waiting.length > 0) {
        const step = read(waiting);
        waiting = [];
        return step;
      }
      if (splitter.pendingBytes > maxBodyBytes)
        return ending([], { error: new Error('An event of the stream has no end.') });
      try {
        reading = true;
        const { done, value } = await reader.read();
        if (done) {
          // Some upstreams forget the blank line behind their last event.
          const last = splitter.flush();
          const step = last !== undefined && isComplete(last) ? read([last]) : undefined;
          if (step?.end !== undefined) return { ...step, bytes: [...step.bytes, blankLine] };
          const bytes = step === undefined ? [] : [...step.bytes, blankLine];
          return ending(bytes, { error: new Error('The stream ended early.') });
        }
        waiting = splitter.push(value);
      } catch (error) {
        return ending([], { error });
      } finally {
        reading = false;
      }
    }
  };

  return new ReadableStream<Bytes>(
    {
      start(controller) {
        const onClientGone = (): void => {
          if (!end('left')) return;
          cancel();
          // A moment later: a server that has noticed too lets go by itself, and would print an error.
          queueMicrotask(() => controller.error(client?.signal.reason));
        };
        const onAbort = (): void => {
          const error: unknown = signal.reason;
          // Only who keeps us waiting is to blame: a client may read slowly, or not at all.
          if (!end(whole ? 'whole' : reading ? broken({ error, signalReason: error }) : 'left')) return;
          if (!whole) controller.enqueue(interruptedEvent(route.dialect, error));
          controller.close();
          cancel(error);
        };
        leave = () => {
          signal.removeEventListener('abort', onAbort);
          if (client === undefined) return;
          underWay.delete(client);
          client.signal.removeEventListener('abort', onClientGone);
        };
        if (client !== undefined) {
          underWay.add(client);
          if (client.signal.aborted) return onClientGone();
          client.signal.addEventListener('abort', onClientGone, { once: true });
        }
        // Where the attempt's signal is the client's own, the listener above has come first.
        signal.addEventListener('abort', onAbort, { once: true });
      },
      async pull(controller) {
        const step = await next();
        // It was ended while we waited, and whoever ended it has said what there was to say.
        if (over) return;
        const bytes = step.bytes;
        if (bytes.length > 0) controller.enqueue(joined(bytes));
        if (step.end === undefined) return;
        end(step.end);
        cancel();
        controller.close();
      },
      async cancel(reason) {
        end(whole ? 'whole' : 'left');
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

interface Step {
  readonly bytes: readonly Bytes[];
  readonly end: StreamEnd | undefined;
}
