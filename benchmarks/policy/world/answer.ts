import { draw, luckOf } from './draws.ts';
import { models, type World } from './world.ts';

type AnswerKind = 'image' | 'overloaded' | 'rateLimited' | 'badRequest' | 'serverError' | 'hang';

/** What one call comes to, fixed when it starts. */
export interface Answer {
  readonly kind: AnswerKind;
  /** Infinity for a hang. */
  readonly latencyMs: number;
  /** Of a 429: when its window ends. */
  readonly retryAfterMs: number;
}

/** The result of a request's n-th try of a model, whoever asks; 429 and 503 come before the prompt is read. */
export function answerOf(
  world: World,
  request: { readonly id: number; readonly bad: boolean },
  model: number,
  nth: number,
  at: number,
): Answer {
  const key = luckOf(world.seed, request.id, model * 16 + nth);
  const quotaUntil = world.quotaUntil(model, at);
  if (quotaUntil > 0) {
    return { kind: 'rateLimited', latencyMs: 200 + 300 * draw(key, 1), retryAfterMs: quotaUntil - at };
  }
  const troubled = world.troubled(model, at);
  if (draw(key, 0) < world.failureChance(model, at)) {
    if (troubled && model === 0 && world.kind === 'hangs') return hang;
    const slow = draw(key, 2) < world.slowShare;
    const latencyMs = slow ? 5_000 + 25_000 * draw(key, 1) : 200 + 800 * draw(key, 1);
    return { kind: 'overloaded', latencyMs, retryAfterMs: 0 };
  }
  if (request.bad) return { kind: 'badRequest', latencyMs: 300 + 700 * draw(key, 1), retryAfterMs: 0 };
  const luck = draw(key, 3);
  const hangs = troubled ? 0.01 : 0.001;
  if (luck < hangs) return hang;
  if (luck < hangs + 0.003)
    return { kind: 'serverError', latencyMs: 500 + 4_000 * draw(key, 1), retryAfterMs: 0 };
  const medianMs = models[model]?.medianMs ?? 0;
  // Box-Muller; sigma 0.3.
  const normal = Math.sqrt(-2 * Math.log(1 - draw(key, 4))) * Math.cos(2 * Math.PI * draw(key, 5));
  return {
    kind: 'image',
    latencyMs: medianMs * Math.exp(0.3 * normal) * (troubled ? 1.5 : 1),
    retryAfterMs: 0,
  };
}

const hang: Answer = { kind: 'hang', latencyMs: Infinity, retryAfterMs: 0 };
