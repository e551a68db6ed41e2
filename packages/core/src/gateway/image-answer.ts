import { isRecord } from '../classify/safe-read.ts';
import type { ImageFormat } from '../chain/image-family.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import type { ClientBody } from './client-body.ts';
import { dataUrl, download } from './picture.ts';
import { parseAnswer } from './parse-answer.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** How a client expects its pictures. */
export interface Expected {
  /** Undefined: nobody knows, so nothing is changed. */
  readonly format: ImageFormat | undefined;
  readonly stream: boolean;
  readonly event: 'image_generation' | 'image_edit';
}

/** The format that was asked for, or the one that the model asked for has by itself. */
export function expectedImages(body: ClientBody, requested: ModelTarget, path: string): Expected {
  const said = body.field('response_format');
  const stream = String(body.field('stream')) === 'true';
  return {
    format: stream ? 'b64_json' : said === 'url' || said === 'b64_json' ? said : requested.family?.answers,
    stream,
    event: path.endsWith('/edits') ? 'image_edit' : 'image_generation',
  };
}

/**
 * Turns a whole answer into the one that the client expects: pictures as base64 or as addresses, and an event
 * for whoever waits for a stream that this model does not have.
 *
 * An answer that cannot be turned is handed on as it is: it has been paid for.
 */
export function expectedAnswer(
  answer: UpstreamAnswer,
  expected: Expected,
  target: ModelTarget,
  signal: AbortSignal,
): UpstreamAnswer | Promise<UpstreamAnswer> {
  if (answer.streaming || answer.body instanceof ReadableStream) return answer;
  // The usual case, in which megabytes of base64 are not even parsed.
  if (!expected.stream && (expected.format === undefined || beginsWith(answer.body, expected.format)))
    return answer;
  const body = parse(answer.body);
  return body === undefined ? answer : turned(answer, body, expected, target, signal);
}

async function turned(
  answer: UpstreamAnswer,
  body: ImageBody,
  expected: Expected,
  target: ModelTarget,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const data = await Promise.all(body.data.map((entry) => converted(entry, expected.format, target, signal)));
  if (expected.stream) return eventOf(answer, { ...body, ...data[0] }, expected.event);
  if (data.every((entry, index) => entry === body.data[index])) return answer;
  return { ...answer, body: [new TextEncoder().encode(JSON.stringify({ ...body, data }))] };
}

const decoder = new TextDecoder();

// What the upstream has really sent, whatever its family is known for: the first picture stands at the front.
function beginsWith([first]: readonly Uint8Array[], format: ImageFormat): boolean {
  const begin = decoder.decode(first?.subarray(0, 512));
  return begin.includes(`"${format}"`) && !begin.includes(`"${format}":null`);
}

type Entry = Readonly<Record<string, unknown>>;

interface ImageBody {
  readonly data: readonly Entry[];
  readonly [name: string]: unknown;
}

function parse(pieces: readonly Uint8Array[]): ImageBody | undefined {
  const body = parseAnswer(pieces);
  const data: unknown = body?.['data'];
  return Array.isArray(data) && data.every(isRecord) ? { ...body, data } : undefined;
}

async function converted(
  entry: Entry,
  format: ImageFormat | undefined,
  { download: fetch, baseURL }: ModelTarget,
  signal: AbortSignal,
): Promise<Entry> {
  const { b64_json: base64, url, ...rest } = entry;
  if (format === 'url' && typeof url !== 'string' && typeof base64 === 'string')
    return { ...rest, url: dataUrl(base64) };
  if (format === 'b64_json' && typeof base64 !== 'string' && typeof url === 'string') {
    const bytes = await download(url, { fetch, baseURL, signal });
    if (bytes !== undefined) return { ...rest, b64_json: bytes };
  }
  return entry;
}

function eventOf(answer: UpstreamAnswer, body: Entry, name: Expected['event']): UpstreamAnswer {
  const { data: _data, created, ...said } = body;
  const event = { type: `${name}.completed`, created_at: created, ...said };
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  const text = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  return { ...answer, headers, body: [new TextEncoder().encode(text)], streaming: true };
}
