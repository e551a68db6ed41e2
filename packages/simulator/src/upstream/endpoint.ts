import type { Asked, Call } from './call.ts';
import type { Dialect, ErrorAnswer } from './error-answer.ts';
import type { Output } from './output.ts';
import { unreadableBody } from './rejection.ts';

/** What differs between the endpoints. */
export interface Endpoint {
  readonly dialect: Dialect;
  /** The request's parameters, or why they cannot be read. */
  read(request: Request): Promise<Asked | ErrorAnswer>;
  /** What is wrong with the parameters, if anything. */
  check(asked: Asked): ErrorAnswer | undefined;
  respond(call: Call): Output;
}

/** Reads a JSON object that names its model and says whether it wants a stream. */
export async function readJson(request: Request): Promise<Asked | ErrorAnswer> {
  const text = await request.text();
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body)
      ? { model: body['model'], stream: body['stream'] === true, body }
      : unreadableBody();
  } catch {
    return unreadableBody();
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
