import { FailoverError } from '../errors.ts';

/** The largest request body that is read, and the largest answer that is held back: 64 MiB. */
export const maxBodyBytes: number = 64 * 1024 * 1024;

/** Whether a body with this `Content-Encoding` is inflated here. */
export function inflates(encoding: string | null): boolean {
  return encoding !== null && /^\s*(?:gzip|deflate)\s*$/i.test(encoding);
}

/**
 * The whole body of a request, read once and bounded, so that every attempt can be given the same bytes.
 *
 * @throws FailoverError `body_too_large`, by declared length before a byte is read, or by count.
 */
export async function readBody(
  request: Request,
  limit: number = maxBodyBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  // Who holds a reader and has read nothing yet will.
  if (request.bodyUsed || request.body?.locked === true) {
    throw new FailoverError(
      'body_already_consumed',
      'The request body has been read before. Mount the gateway above whatever reads it.',
    );
  }
  if (request.body === null) return new Uint8Array(0);
  const encoding = request.headers.get('content-encoding');
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) {
    await request.body.cancel().catch(() => undefined);
    throw tooLarge(limit);
  }
  // A compressed body is counted after it was inflated: a small archive may hold a large bomb.
  const format = /gzip/i.test(encoding ?? '') ? 'gzip' : 'deflate';
  const stream = inflates(encoding)
    ? request.body.pipeThrough(new DecompressionStream(format))
    : request.body;
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      // What says that it is compressed and is not: no JSON, which is what the client will be told.
      if (inflates(encoding) && !request.signal.aborted) return { done: true, value: undefined } as const;
      throw error;
    });
    if (done) return concat(chunks);
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
}

/** One array of all chunks. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const chunk of chunks) size += chunk.byteLength;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** The same, without a copy where there is one chunk: nobody may write into it. */
export function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : concat(chunks);
}

/** The error of a body above its bound. */
export function tooLarge(limit: number): FailoverError {
  return new FailoverError('body_too_large', `The request body is larger than ${limit} bytes.`);
}
