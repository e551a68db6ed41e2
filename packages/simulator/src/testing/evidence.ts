import type { Evidence } from '@failsoft/core';

/** What a client could say of one answer. */
export interface Seen {
  readonly evidence: Evidence;
  /** Part of the answer had reached it. */
  readonly midway: boolean;
}

/** Asks for a whole answer. Of nothing at all an SDK makes `undefined`: that nothing came is what was seen. */
export async function askWhole(signal: AbortSignal, ask: () => PromiseLike<unknown>): Promise<Seen> {
  try {
    return { evidence: { status: 200, body: (await ask()) ?? null }, midway: false };
  } catch (error) {
    return { evidence: { error, ...givenUp(signal) }, midway: false };
  }
}

/** Follows a stream to its last event: that it stops is no sign of its end. */
export async function followStream<T>(
  signal: AbortSignal,
  ask: () => PromiseLike<AsyncIterable<T>>,
  { isContent, isEnd }: { isContent(event: T): boolean; isEnd(event: T): boolean },
): Promise<Seen> {
  let midway = false;
  let last: T | undefined;
  try {
    for await (const event of await ask()) {
      midway ||= isContent(event);
      if (isEnd(event)) last = event;
    }
  } catch (error) {
    return { evidence: { error, ...givenUp(signal) }, midway };
  }
  const evidence = last === undefined ? stopped(midway, signal) : { status: 200, body: last };
  return { evidence, midway };
}

/** Reads whatever comes as text. `stream` says how content and end of a stream look. */
export async function readText(
  signal: AbortSignal,
  ask: () => Promise<Response>,
  stream: { readonly content: RegExp; readonly end: RegExp } | undefined,
): Promise<Seen> {
  let head: Pick<Evidence, 'status' | 'headers'> = {};
  let body = '';
  const isMidway = (): boolean => stream !== undefined && stream.content.test(body);
  try {
    const response = await ask();
    head = { status: response.status, headers: response.headers };
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) body += decoder.decode(piece, { stream: true });
  } catch (error) {
    return { evidence: { ...head, error, ...givenUp(signal) }, midway: isMidway() };
  }
  // Of a stream that says what went wrong, or that came to none, that is all there is to say.
  const whole =
    stream === undefined || stream.end.test(body) || head.status !== 200 || body.includes('"error":');
  const evidence = whole ? { ...head, body } : { ...head, ...stopped(isMidway(), signal) };
  return { evidence, midway: isMidway() };
}

// No SDK throws when a stream stops early: whoever reads it has to look for its end.
function stopped(midway: boolean, signal: AbortSignal): Evidence {
  if (signal.aborted) return givenUp(signal);
  const error = new Error('The stream stopped before its last event.');
  return { error, phase: midway ? 'mid-stream' : 'stream-before-first-output' };
}

function givenUp(signal: AbortSignal): { readonly signalReason?: unknown } {
  return signal.aborted ? { signalReason: signal.reason } : {};
}
