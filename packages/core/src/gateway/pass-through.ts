import { AnswerError } from '../failover/answer-error.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import { callUpstream, type UpstreamCall } from './call-upstream.ts';
import { committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { Answer } from './plain-answer.ts';
import { noAnswer, refused } from './refusal.ts';
import { RefusedAnswer } from './upstream-answer.ts';
import type { SentHeaders } from './upstream-request.ts';

/** Hands a request for a model that is not ours to the primary's upstream: no failover, no breaker, no headers of ours. */
export async function passThrough<M extends string>(
  engine: Engine<M>,
  target: ModelTarget<M>,
  call: Pick<UpstreamCall, 'url' | 'body' | 'signal' | 'route' | 'client'> & {
    readonly headers: SentHeaders | Promise<SentHeaders>;
  },
): Promise<Answer> {
  const { route, signal } = call;
  const { fetch, redirect } = target;
  try {
    const headers = await call.headers;
    return committed(await callUpstream({ ...call, headers, fetch, redirect, classify: engine.classify }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedAnswer) return refused(engine, error, route.dialect);
    if (error instanceof AnswerError) return noAnswer(engine, error, route.dialect);
    throw error;
  }
}
