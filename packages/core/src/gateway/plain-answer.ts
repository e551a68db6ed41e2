import { attachTrail } from '../errors.ts';
import type { Trail } from '../outcome.ts';
import { toBodyInit, type UpstreamAnswer } from './upstream-answer.ts';

/**
 * An answer before a web `Response` is made of it: building one, with its headers and its stream, costs more
 * than all else that we do for a small request, and Node's servers need none.
 */
export interface PlainAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Map<string, string>;
  readonly cookies: readonly string[];
  /** Null where the status forbids a body. */
  readonly body: UpstreamAnswer['body'] | null;
  /** How it came about. */
  trail?: Trail;
}

export type Answer = PlainAnswer | Response;

/** Whether it is still plain. */
export function isPlain(answer: Answer): answer is PlainAnswer {
  return 'cookies' in answer;
}

/** The web's own kind of answer, with the same trail. */
export function toResponse(answer: Answer): Response {
  if (!isPlain(answer)) return answer;
  const { status, body, cookies, trail } = answer;
  const headers: [string, string][] = [...answer.headers];
  for (const cookie of cookies) headers.push(['set-cookie', cookie]);
  const response = new Response(body === null ? null : toBodyInit(body), { status, headers });
  if (trail !== undefined) attachTrail(response, trail);
  return response;
}
