import { FailoverError } from '../errors.ts';
import { ClientGone } from '../gateway/asked.ts';
import { joined, tooLarge } from '../gateway/read-body.ts';
import type { NodeRequest } from './node-types.ts';

export interface NodeBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** A parser had it: encoding and length of the wire are no longer true. */
  readonly inflated: boolean;
}

/** Who reads a body that has one reader: the stream of its `Request`, or the gateway without one. */
export interface BodyTurn {
  taken?: 'stream' | 'bytes';
}

const readElsewhere =
  'Somebody else has read this request. A guard reads `request.clone()`, and before it decides; what stands above the gateway leaves the body alone.';

const formAsText =
  'A body parser has made a text of this form, and its files are no longer what they were. Mount the gateway before the body parsers, or let them keep the bytes, as express.raw() does.';

/**
 * What a parser in front has left of a body that is no longer in its stream; undefined: nobody has read it.
 *
 * In this order: raw bytes that somebody kept, the untouched stream, parsed JSON written again. A body that
 * is gone for good is an error that names the fix: forwarded empty, it would be a wrong answer that is paid.
 */
export function keptBody(
  request: NodeRequest,
  { body, rawBody }: Pick<NodeRequest, 'body' | 'rawBody'>,
): Uint8Array<ArrayBuffer> | FailoverError | undefined {
  const type = String(request.headers['content-type'] ?? '');
  for (const kept of [rawBody, request.readableDidRead ? body : undefined]) {
    if (kept instanceof Uint8Array) return new Uint8Array(kept);
    if (typeof kept !== 'string') continue;
    // What is no text, such as the pixels of a picture, is not in a text any more.
    if (/^\s*multipart\//i.test(type)) return new FailoverError('body_already_consumed', formAsText);
    return new TextEncoder().encode(kept);
  }
  if (!request.readableDidRead) return undefined;
  if (/\bjson\b/i.test(type) && typeof body === 'object' && body !== null) {
    return new TextEncoder().encode(JSON.stringify(body));
  }
  return new FailoverError(
    'body_already_consumed',
    'A body parser has read this request and kept nothing of it. Mount the gateway before the body parsers, or let them keep `rawBody`.',
  );
}

/** The body as a stream that is not touched until somebody reads it, and is an error beyond `limit` bytes. */
export function nodeBody(
  request: NodeRequest,
  seen: Pick<NodeRequest, 'body' | 'rawBody'>,
  limit: number,
  turn: BodyTurn,
): NodeBody {
  const kept = keptBody(request, seen);
  if (kept === undefined) return { stream: untouched(request, limit, turn), inflated: false };
  const pull = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): void => {
    // An error once it is read, and only then: requests of other routes go on unharmed.
    if (kept instanceof FailoverError) return controller.error(kept);
    controller.enqueue(kept);
    controller.close();
  };
  return { stream: new ReadableStream({ pull }, { highWaterMark: 0 }), inflated: true };
}

/** The whole body without a stream of the web's. @throws FailoverError */
export function readUntouched(
  request: NodeRequest,
  kept: ReturnType<typeof keptBody>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (kept instanceof FailoverError) return Promise.reject(kept);
  if (kept !== undefined)
    return kept.byteLength > limit ? Promise.reject(tooLarge(limit)) : Promise.resolve(kept);
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const refuse = (): void => {
      leave();
      // What is left is read and dropped, or a client that still sends would never read its 413.
      request.resume();
      reject(tooLarge(limit));
    };
    const leave = listen(request, {
      enqueue(piece) {
        size += piece.byteLength;
        if (size > limit) return refuse();
        pieces.push(piece);
      },
      close: () => resolve(joined(pieces)),
      error: (cause) => reject(new ClientGone(cause)),
    });
    if (Number(request.headers['content-length'] ?? 0) > limit) refuse();
    else request.resume();
  });
}

function untouched(request: NodeRequest, limit: number, turn: BodyTurn): NodeBody['stream'] {
  let leave: (() => void) | undefined;
  let size = 0;
  const drop = (): void => {
    leave?.();
    // What is left is read and dropped, or a client that still sends would never read its 413.
    request.resume();
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        // Two who pause and resume one request in turns would wait for each other, and each would have a half.
        if (leave === undefined && (turn.taken !== undefined || request.readableDidRead))
          return controller.error(new FailoverError('body_already_consumed', readElsewhere));
        turn.taken = 'stream';
        leave ??= listen(request, {
          enqueue(piece) {
            request.pause();
            size += piece.byteLength;
            if (size <= limit) return controller.enqueue(piece);
            drop();
            controller.error(tooLarge(limit));
          },
          close: () => controller.close(),
          error: (error) => controller.error(error),
        });
        request.resume();
      },
      cancel: drop,
    },
    { highWaterMark: 0 },
  );
}

/** Where the pieces of a body go: a stream's controller, or a list. */
interface Sink {
  enqueue(piece: Uint8Array<ArrayBuffer>): void;
  close(): void;
  error(error: Error): void;
}

function listen(request: NodeRequest, sink: Sink): () => void {
  const onData = (chunk: Uint8Array<ArrayBuffer> | string): void => {
    sink.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  };
  const onEnd = (): void => {
    leave();
    sink.close();
  };
  const onError = (error: Error): void => {
    leave();
    sink.error(error);
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
  // Over before we listened: none of the events will come any more. One that ended unread was empty.
  if (request.readableEnded === true) onEnd();
  else if (request.destroyed) onClose();
  return leave;
}
