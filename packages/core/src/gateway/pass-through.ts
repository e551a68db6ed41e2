import { AnswerError } from '../failover/answer-error.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import { callUpstream, type UpstreamCall } from './call-upstream.ts';
import { committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { Answer } from './plain-answer.ts';
import { noAnswer, refused } from './refusal.ts';
import { RefusedAnswer } from './upstream-answer.ts';

/** Hands a request for a model that is not ours to the primary's upstream: no failover, no breaker, no headers of ours. */
export async function passThrough<M extends string>(
  engine: Engine<M>,
  target: ModelTarget<M>,
  call: Pick<UpstreamCall, 'url' | 'headers' | 'body' | 'signal' | 'route' | 'client'>,
): Promise<Answer> {
  const { route, signal } = call;
  try {
    return committed(
      await callUpstream({ ...call, fetch: target.fetch, redirect: 'manual', classify: engine.classify }),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedAnswer) return refused(engine, error, route.dialect);
    if (error instanceof AnswerError) return noAnswer(engine, error, route.dialect);
    throw error;
  }
}
