import { ChainExhaustedError } from '../errors.ts';
import type { Trail } from '../outcome.ts';
import { exhaustionCause, type Failed } from './trail.ts';
import type { WalkContext } from './walk-context.ts';
import type { WalkRequest } from './walk-request.ts';

/** The end of a request that no model has answered: told to who listens, and an error for its caller. */
export function exhausted<M extends string>(
  context: WalkContext<M>,
  request: WalkRequest<M>,
  end: { readonly failures: readonly Failed[]; readonly trail: Trail<M>; readonly now: number },
  cause?: unknown,
): ChainExhaustedError {
  const { failures, trail, now } = end;
  const asked = new Map(failures.map(({ model, verdict }) => [model, verdict.retryAfterMs ?? 0]));
  const retryAfterMs = request.retryAfterMs(now, asked);
  context.emit('chain:exhausted', trail);
  const headers = context.exhaustedHeaders(trail, retryAfterMs);
  return new ChainExhaustedError(trail, retryAfterMs, headers, cause ?? exhaustionCause(failures));
}
