import type { Delivery } from './call.ts';

/** A part of a body and how long it lets wait for itself. */
export interface Piece {
  readonly text: string;
  readonly afterMs: number;
}

/** How a body ends: properly, with a lost connection, or never. */
export type Ending = 'end' | 'cut' | 'silence';

/** Sends a body piece by piece. The head leaves with the first piece, as a real upstream's does. */
export async function streamPieces(
  call: Delivery,
  pieces: readonly Piece[],
  ending: Ending,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const encoder = new TextEncoder();
  let sent = 0;
  await call.wait(pieces[0]?.afterMs ?? 0);

  // Without a high water mark of 0 the stream would run ahead of its reader.
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = pieces[sent];
        try {
          if (piece === undefined) return await finish(controller);
          if (sent > 0) await call.wait(piece.afterMs);
        } catch (reason) {
          call.abandon();
          throw reason;
        }
        controller.enqueue(encoder.encode(piece.text));
        sent += 1;
        // A proper end comes with the last piece: clients that read no further see it too.
        if (sent === pieces.length && ending === 'end') controller.close();
      },
      cancel: () => call.abandon(),
    },
    { highWaterMark: 0 },
  );

  async function finish(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (ending === 'silence') return call.forever();
    // What undici says when the other side hangs up midway; a real port cuts the connection instead.
    const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    controller.error(new TypeError('terminated', { cause }));
  }

  return new Response(stream, { headers });
}
