/** One user's request. */
export interface PolicyRequest {
  readonly id: number;
  readonly arrivedAt: number;
  /** The prompt deserves a 400. */
  readonly bad: boolean;
  /** The primary was in an episode when it arrived. */
  readonly troubled: boolean;
  /** How often each model was called for it, three bits a model. */
  tries: number;
  /** The user has an answer, or has left. */
  settled: boolean;
}

/** The n-th try of this model for this request, counted. */
export function countTry(request: PolicyRequest, model: number): number {
  const nth = (request.tries >> (3 * model)) & 7;
  if (nth < 7) request.tries += 1 << (3 * model);
  return nth;
}
