import type { Asked, Call } from '../upstream/call.ts';
import { readJson, type Endpoint } from '../upstream/endpoint.ts';
import type { ErrorAnswer } from '../upstream/error-answer.ts';
import { serverSentEvent, type Output } from '../upstream/output.ts';
import { wrongParameter } from '../upstream/rejection.ts';
import { textOf } from './chat.ts';
import { decodeName } from './model-in-path.ts';
import { drawPicture } from './picture.ts';

const METHOD = /.*\/models\/(.+):(generateContent|streamGenerateContent)$/;

/** True for `…/models/NAME:generateContent` and `…:streamGenerateContent`; a NAME may have slashes and colons. */
export const isGeminiPath = (path: string): boolean => METHOD.test(path);

/** Google's own API: the model stands in the path. https://ai.google.dev/api/generate-content */
export const gemini: Endpoint = {
  dialect: 'gemini',
  read: readContents,
  check: ({ body: { contents } }) =>
    Array.isArray(contents) && contents.length > 0
      ? undefined
      : wrongParameter('contents', contents, 'an array of at least one content'),
  respond,
};

async function readContents(request: Request): Promise<Asked | ErrorAnswer> {
  const asked = await readJson(request);
  if ('status' in asked) return asked;
  const { pathname, searchParams } = new URL(request.url);
  const [, model, method] = METHOD.exec(pathname) ?? [];
  const streams = method === 'streamGenerateContent';
  // Without alt=sse Google sends a JSON array of the same chunks.
  const body = { ...asked.body, array: streams && searchParams.get('alt') !== 'sse' };
  return { model: decodeName(model ?? ''), stream: streams && !body.array, body };
}

function respond(call: Call): Output {
  const picture = { inlineData: { mimeType: 'image/png', data: drawPicture(call.model) } };
  if (!call.stream && call.body['array'] !== true) {
    return { kind: 'whole', body: chunk(call, [{ text: textOf(call) }, picture], 'STOP') };
  }
  const chunks = [chunk(call, [{ text: textOf(call) }]), chunk(call, [picture], 'STOP')];
  return call.stream
    ? {
        kind: 'stream',
        events: chunks.map((part) => serverSentEvent(part)),
        errorEvent: (body) => serverSentEvent(body),
      }
    : { kind: 'whole', body: chunks };
}

function chunk(call: Call, parts: readonly object[], finishReason?: 'STOP'): object {
  const content = { role: 'model', parts };
  return {
    candidates: [{ content, index: 0, ...(finishReason === undefined ? {} : { finishReason }) }],
    usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 7, totalTokenCount: 15 },
    modelVersion: call.model,
    responseId: `sim-${call.id}`,
  };
}
