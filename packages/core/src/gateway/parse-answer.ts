import { isRecord } from '../classify/safe-read.ts';
import { concat } from './read-body.ts';

/** The JSON object that a whole answer is; undefined for anything else. */
export function parseAnswer(pieces: readonly Uint8Array[]): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(concat(pieces)));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
