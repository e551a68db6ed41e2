import type { Answer } from '../gateway/plain-answer.ts';
import { sendAnswer } from './node-response.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';

/** A middleware of Connect's kind. Structural, so that the types of every framework that takes them fit. */
export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/** Sends the answer that was found; without one, or with an error, the next in line has the request. */
export async function answerOrNext(
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
  find: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<void> {
  try {
    const answer = await find();
    if (answer === undefined) next();
    else await sendAnswer(response, answer, request.method === 'HEAD');
  } catch (error) {
    // Express 4 does not wait for promises: an error that is not handed over would end the process.
    if (!response.destroyed) next(error);
  }
}
