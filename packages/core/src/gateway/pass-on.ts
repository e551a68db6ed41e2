import type { Evidence } from '../outcome.ts';
import type { Client, UpstreamCall } from './call-upstream.ts';
import { errorBody, isConfidential } from './error-answer.ts';
import { meaningOf } from './event-meaning.ts';
import type { EventSplitter, StreamEvent } from './event-splitter.ts';
import { concat } from './read-body.ts';
import type { Dialect } from './routes.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream whose first content has arrived. */
export interface OpenStream {
  readonly reader: ReadableStreamDefaultReader<Bytes>;
  readonly splitter: EventSplitter;
  readonly held: readonly StreamEvent[];
  readonly response: Response;
  readonly call: UpstreamCall;
}

// Held here until their streams are through: a client that nobody holds could not say any more that it goes.
const underWay = new Set<Client>();

/** What ends an event. */
export const blankLine: Bytes = new Uint8Array([10, 10]);

/** In the shape in which the route's SDKs raise an error, instead of ending as if all were well. */
function interruptedEvent(dialect: Dialect): Bytes {
  const message = 'The upstream stream broke off.';
  const body = errorBody(dialect, { status: 502, code: 'upstream_error', message });
  // The events of Responses are typed, and readers of its events look at the type.
  const typed =
    dialect === 'responses' ? { type: 'error', code: 'upstream_error', message, param: null, ...body } : body;
  const name = dialect === 'responses' ? 'event: error\n' : '';
  return new TextEncoder().encode(`${name}data: ${JSON.stringify(typed)}\n\n`);
}

/**
 * Hands a stream on event by event, only as fast as it is read.
 *
 * A stream that ends without its last event ends in an error event instead: half an event is never sent, and
 * a truncated answer never looks whole. Whoever asked may go at any time; the upstream is then cancelled.
 */
export function passOn({ reader, splitter, held, response, call }: OpenStream): ReadableStream<Bytes> {
  const { client } = call;
  let waiting: readonly StreamEvent[] = held;
  let whole = false;
  let leave = (): void => undefined;

  const broken = (seen: Evidence): Bytes => {
    call.onBroken({ status: response.status, headers: response.headers, phase: 'mid-stream', ...seen });
    return interruptedEvent(call.route.dialect);
  };
  /** The bytes of the events that may go on; undefined behind an error event, where the stream ends. */
  const read = (events: readonly StreamEvent[]): { bytes: Bytes[]; failed: boolean } => {
    const bytes: Bytes[] = [];
    for (const event of events) {
      const meaning = meaningOf(event, call.route.dialect);
      if (meaning.kind === 'error') {
        const verdict = call.classify({ status: response.status, body: meaning.body, phase: 'mid-stream' });
        const ours = broken({ body: meaning.body });
        return { bytes: [...bytes, isConfidential(verdict.kind) ? ours : event.bytes], failed: true };
      }
      if (meaning.kind === 'end') whole = true;
      bytes.push(event.bytes);
    }
    return { bytes, failed: false };
  };
  const next = async (): Promise<{ bytes: Bytes[]; done: boolean }> => {
    for (;;) {
      if (waiting.length > 0) {
        const { bytes, failed } = read(waiting);
        waiting = [];
        if (failed) await reader.cancel().catch(() => undefined);
        return { bytes, done: failed };
      }
      try {
        const { done, value } = await reader.read();
        if (done) {
          // Some upstreams forget the blank line behind their last event.
          const last = splitter.flush();
          if (last !== undefined && meaningOf(last, call.route.dialect).kind === 'end')
            return { bytes: [last.bytes, blankLine], done };
          return { bytes: whole ? [] : [broken({ error: new Error('The stream ended early.') })], done };
        }
        waiting = splitter.push(value);
      } catch (error) {
        return { bytes: whole ? [] : [broken({ error })], done: true };
      }
    }
  };

  return new ReadableStream<Bytes>(
    {
      start(controller) {
        if (client === undefined) return;
        const onAbort = (): void => {
          leave();
          controller.error(client.signal.reason);
          reader.cancel().catch(() => undefined);
        };
        leave = () => {
          underWay.delete(client);
          client.signal.removeEventListener('abort', onAbort);
        };
        underWay.add(client);
        if (client.signal.aborted) onAbort();
        else client.signal.addEventListener('abort', onAbort, { once: true });
      },
      async pull(controller) {
        const { bytes, done } = await next();
        // The client went while we waited: the stream has failed for it already, the model has not.
        if (client?.signal.aborted === true) return;
        if (bytes.length > 0)
          controller.enqueue(bytes.length === 1 ? (bytes[0] ?? concat(bytes)) : concat(bytes));
        if (done) {
          leave();
          controller.close();
        }
      },
      async cancel(reason) {
        leave();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
