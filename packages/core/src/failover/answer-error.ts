import type { Evidence } from '../outcome.ts';

/** Thrown by a call that saw the raw answer: the walk judges its evidence instead of the error object. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly evidence: Evidence;
  constructor(evidence: Evidence, options?: { cause?: unknown }) {
    // It tells of an upstream: where in our code it was made says nothing, and would cost as much as its verdict.
    const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
    Reflect.set(Error, 'stackTraceLimit', 0);
    super('The upstream did not give a usable answer.', options);
    Reflect.set(Error, 'stackTraceLimit', limit);
    this.evidence = evidence;
  }
}
