import type { Asked, Call } from '../upstream/call.ts';
import { isRecord, readJson, type Endpoint } from '../upstream/endpoint.ts';
import type { ErrorAnswer } from '../upstream/error-answer.ts';
import { serverSentEvent, type Output } from '../upstream/output.ts';
import { unreadableBody, wrongParameter } from '../upstream/rejection.ts';
import { drawPicture } from './picture.ts';

const MOST_IMAGES = 10;
const MOST_PARTIAL_IMAGES = 3;
const usage = { total_tokens: 58, input_tokens: 8, output_tokens: 50 };

/** `POST …/images/generations`, whole or with partial images. */
export const generations: Endpoint = {
  dialect: 'openai',
  read: readJson,
  check: ({ body }) => checkPrompt(body['prompt']) ?? checkCounts(body),
  respond: (call) => draw(call, 'image_generation'),
};

/** `POST …/images/edits`, as a form with files. */
export const edits: Endpoint = {
  dialect: 'openai',
  read: readForm,
  check({ body }) {
    const image = body['image'] ?? body['image[]'];
    return (
      checkPrompt(body['prompt']) ??
      (image instanceof Blob ? undefined : wrongParameter('image', image, 'a file')) ??
      checkCounts(body)
    );
  },
  respond: (call) => draw(call, 'image_edit'),
};

function checkPrompt(prompt: unknown): ErrorAnswer | undefined {
  return typeof prompt === 'string' ? undefined : wrongParameter('prompt', prompt, 'a string');
}

function checkCounts({ n, partial_images: partial }: Asked['body']): ErrorAnswer | undefined {
  if (n != null && !isWithin(n, 1, MOST_IMAGES)) {
    return wrongParameter('n', n, `an integer from 1 to ${MOST_IMAGES}`);
  }
  if (partial == null || isWithin(partial, 0, MOST_PARTIAL_IMAGES)) return undefined;
  return wrongParameter('partial_images', partial, `an integer from 0 to ${MOST_PARTIAL_IMAGES}`);
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

function draw(call: Call, event: 'image_generation' | 'image_edit'): Output {
  const note = event === 'image_edit' ? 'edited' : '';
  if (call.stream) return drawInParts(call, event, note);
  const count = typeof call.body['n'] === 'number' ? call.body['n'] : 1;
  const data = Array.from({ length: count }, () => ({ b64_json: drawPicture(call.model, note) }));
  return { kind: 'whole', body: { created: call.created, model: call.model, data } };
}

function drawInParts(call: Call, event: string, note: string): Output {
  const partials = typeof call.body['partial_images'] === 'number' ? call.body['partial_images'] : 0;
  const common = {
    created_at: call.created,
    size: 'auto',
    quality: 'auto',
    background: 'opaque',
    output_format: 'png',
    model: call.model,
  };
  const send = (type: string, fields: object): string =>
    serverSentEvent({ type, ...common, ...fields }, type);
  const parts = Array.from({ length: partials }, (_, index) =>
    send(`${event}.partial_image`, {
      partial_image_index: index,
      b64_json: drawPicture(call.model, `partial ${index + 1} of ${partials}`),
    }),
  );
  return {
    kind: 'stream',
    events: [...parts, send(`${event}.completed`, { b64_json: drawPicture(call.model, note), usage })],
    errorEvent: (body) => serverSentEvent({ type: 'error', ...(isRecord(body) ? body : {}) }, 'error'),
  };
}

/** Reads a multipart form; numbers and flags come as text. */
async function readForm(request: Request): Promise<Asked | ErrorAnswer> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    return unreadableBody('multipart/form-data');
  }
  const body: Record<string, unknown> = Object.fromEntries(form);
  for (const name of ['n', 'partial_images']) {
    if (body[name] !== undefined) body[name] = Number(body[name]);
  }
  return { model: body['model'], stream: body['stream'] === 'true', body };
}
