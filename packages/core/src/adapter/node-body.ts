import { FailoverError } from '../errors.ts';
import type { NodeRequest } from './node-types.ts';

export interface NodeBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** A parser had it: encoding and length of the wire are no longer true. */
  readonly inflated: boolean;
}

/**
 * The body of a request, also when a parser in front has read it already.
 *
 * In this order: raw bytes that somebody kept, the untouched stream, parsed JSON written again. A body that
 * is gone for good is an error that names the fix: forwarded empty, it would be a wrong answer that is paid.
 */
export function nodeBody(
  request: NodeRequest,
  { body, rawBody }: Pick<NodeRequest, 'body' | 'rawBody'>,
): NodeBody {
  for (const kept of [rawBody, request.readableDidRead ? body : undefined]) {
    if (typeof kept === 'string') return whole(new TextEncoder().encode(kept));
    if (kept instanceof Uint8Array) return whole(new Uint8Array(kept));
  }
  if (!request.readableDidRead) return { stream: untouched(request), inflated: false };
  const type = String(request.headers['content-type'] ?? '');
  if (/\bjson\b/i.test(type) && typeof body === 'object' && body !== null) {
    return whole(new TextEncoder().encode(JSON.stringify(body)));
  }
  return { stream: consumed(), inflated: true };
}

function whole(bytes: Uint8Array<ArrayBuffer>): NodeBody {
  return { stream: lazy((controller) => (controller.enqueue(bytes), controller.close())), inflated: true };
}

// An error once it is read, and only then: requests of other routes go on unharmed.
function consumed(): NodeBody['stream'] {
  return lazy((controller) =>
    controller.error(
      new FailoverError(
        'body_already_consumed',
        'A body parser has read this request and kept nothing of it. Mount the gateway before the body parsers, or let them keep `rawBody`.',
      ),
    ),
  );
}

function lazy(
  pull: (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => void,
): NodeBody['stream'] {
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

function untouched(request: NodeRequest): NodeBody['stream'] {
  let leave: (() => void) | undefined;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        leave ??= listen(request, controller);
        request.resume();
      },
      cancel() {
        leave?.();
        // What is left is read and dropped, or a client that still sends would never read its 413.
        request.resume();
      },
    },
    { highWaterMark: 0 },
  );
}

function listen(
  request: NodeRequest,
  controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
): () => void {
  const onData = (chunk: Uint8Array<ArrayBuffer> | string): void => {
    request.pause();
    controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  };
  const onEnd = (): void => {
    leave();
    controller.close();
  };
  const onError = (error: Error): void => {
    leave();
    controller.error(error);
  };
  const onClose = (): void =>
    onError(new Error('The client closed the connection before its body was whole.'));
  const leave = (): void => {
    request.off('data', onData);
    request.off('end', onEnd);
    request.off('error', onError);
    request.off('close', onClose);
  };
  request.on('data', onData);
  request.on('end', onEnd);
  request.on('error', onError);
  request.on('close', onClose);
  // Gone before we listened: none of the events will come any more.
  if (request.destroyed) onClose();
  return leave;
}
