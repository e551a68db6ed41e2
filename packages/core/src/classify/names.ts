import { read } from './safe-read.ts';

/** A property that vendors, relays and SDKs use, and what it is read as. One may be several things. */
export interface Name {
  readonly key: string;
  readonly status?: true;
  readonly code?: true;
  readonly text?: true;
  /** Another error may stand inside. */
  readonly inside?: true;
  /** Read by its own rules. */
  readonly own?: true;
}

const scannedKeys = 64;

// In order of precedence: code beats type, because relays rewrite the type (reference: one-api, new-api).
const names: readonly Name[] = [
  { key: 'details', own: true },
  { key: 'metadata', own: true },
  { key: 'moderation_stage', own: true },
  { key: 'param', own: true },
  { key: 'code', code: true, status: true },
  { key: 'Code', code: true },
  { key: 'error_code', code: true },
  { key: 'errorCode', code: true },
  { key: 'errorcode', code: true },
  { key: 'CodeN', code: true },
  { key: '__type', code: true },
  { key: 'type', code: true },
  { key: 'error_type', code: true },
  { key: 'error_name', code: true },
  { key: 'errorType', code: true },
  { key: 'name', code: true },
  { key: 'status', code: true, status: true },
  { key: 'statusCode', status: true },
  { key: 'status_code', code: true, status: true },
  { key: 'http_status', status: true },
  { key: 'httpStatus', status: true },
  { key: 'upstreamStatus', status: true },
  { key: 'httpStatusCode', status: true },
  { key: 'blockReason', code: true },
  { key: 'message', text: true },
  { key: 'Message', text: true },
  { key: 'msg', text: true },
  { key: 'error_msg', text: true },
  { key: 'errorMessage', text: true },
  { key: 'status_msg', text: true },
  { key: 'detail', text: true, inside: true },
  { key: 'title', text: true },
  { key: 'error_description', text: true },
  { key: 'description', text: true },
  { key: 'faultstring', text: true },
  { key: 'blockReasonMessage', text: true },
  { key: 'reason', text: true, inside: true },
  { key: 'error', inside: true },
  { key: 'Error', inside: true },
  { key: 'errors', inside: true },
  { key: 'innererror', inside: true },
  { key: 'inner_error', inside: true },
  { key: 'fault', inside: true },
  { key: 'base_resp', inside: true },
  { key: 'Response', inside: true },
  { key: 'ResponseMetadata', inside: true },
  { key: 'promptFeedback', inside: true },
  { key: 'moderation_details', inside: true },
  { key: 'response', inside: true },
  { key: 'output', inside: true },
  { key: 'data', inside: true },
  { key: 'body', inside: true },
  { key: 'responseBody', inside: true },
  { key: 'errorDetails', inside: true },
  { key: '$metadata', inside: true },
  { key: 'cause', inside: true },
  { key: 'lastError', inside: true },
];

const placed = names.map((name, place) => ({ ...name, place }));
const byKey: ReadonlyMap<string, Placed> = new Map(placed.map((name) => [name.key, name]));

interface Placed extends Name {
  readonly place: number;
}

/** The known names that an object has, in order of precedence. */
export function namesIn(source: object): readonly Name[] {
  // Parsed JSON says itself what it has; an error may keep its fields on a class or hide them from loops.
  return isPlain(source) ? ownNames(source) : names.filter(({ key }) => read(source, key) !== undefined);
}

function isPlain(source: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(source);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false; // a revoked proxy
  }
}

function ownNames(source: object): readonly Name[] {
  const found: Placed[] = [];
  try {
    let seen = 0;
    for (const key in source) {
      if (++seen > scannedKeys) break;
      const name = byKey.get(key);
      if (name !== undefined) found.push(name);
    }
  } catch {
    // a proxy that lists no keys: what was seen so far is enough
  }
  return found.length > 1 ? found.sort((a, b) => a.place - b.place) : found;
}
