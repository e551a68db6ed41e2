import { AnswerError } from '../failover/answer-error.ts';
import type { Evidence } from '../outcome.ts';

/** What an upstream answered, as far as it is known when the answer is committed. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Exactly the upstream's; nobody may change them. */
  readonly headers: Headers;
  /** The whole body in pieces, or a stream that is past its commit point. */
  readonly body: readonly Uint8Array<ArrayBuffer>[] | ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly streaming: boolean;
}

/** A refusal that keeps the raw answer, so that a client's own fault can be handed back unchanged. */
export class RefusedAnswer extends AnswerError {
  readonly answer: UpstreamAnswer;
  constructor(evidence: Evidence, answer: UpstreamAnswer) {
    super(evidence);
    this.answer = answer;
  }
}

/** The evidence of a call that ended without an answer; our own signal is told apart from the network. */
export function brokenOff(signal: AbortSignal, evidence: Evidence): AnswerError {
  const seen = signal.aborted ? { ...evidence, signalReason: signal.reason as unknown } : evidence;
  return new AnswerError(seen, { cause: evidence.error });
}

/** A body for `new Response`, without joining the pieces: a 20 MB image stays one copy. */
export function toBodyInit(
  body: UpstreamAnswer['body'],
): ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer> | null {
  if (body instanceof ReadableStream) return body;
  if (body.length < 2) return body[0] ?? null;
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = body[next++];
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}
