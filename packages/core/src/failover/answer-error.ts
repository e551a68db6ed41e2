import type { Evidence } from '../outcome.ts';

/** Thrown by a call that saw the raw answer: the walk judges its evidence instead of the error object. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly evidence: Evidence;
  constructor(evidence: Evidence, options?: { cause?: unknown }) {
    super('The upstream did not give a usable answer.', options);
    this.evidence = evidence;
  }
}
