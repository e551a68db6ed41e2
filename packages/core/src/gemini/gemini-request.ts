import { errorAnswer } from '../gateway/error-answer.ts';
import { mediaType, toBase64 } from '../gateway/picture.ts';
import { shapeOf, type GeminiShape } from './gemini-shape.ts';

/** An image call of OpenAI's API, read. */
export interface ImageCall {
  readonly baseURL: string;
  readonly model: string;
  readonly prompt: string;
  readonly pictures: readonly InlineData[];
  readonly shape: GeminiShape;
  readonly format: 'b64_json' | 'url';
}

interface InlineData {
  readonly mimeType: string;
  readonly data: string;
}

/** The call, or why Gemini cannot do it: a 400 on which a chain goes on to the next model. */
export async function readImageCall(
  address: string,
  { body, headers }: RequestInit,
): Promise<ImageCall | { readonly refusal: Response }> {
  const [, baseURL, route] = /^(.*)\/images\/(generations|edits)(?:\?.*)?$/.exec(address) ?? [];
  if (baseURL === undefined)
    return unsupported(
      `The Gemini bridge answers images/generations and images/edits, not ${new URL(address).pathname}.`,
    );
  const fields = await readFields(new Response(body ?? null, headers === undefined ? {} : { headers }));
  const [model, prompt] = [fields.get('model')?.[0], fields.get('prompt')?.[0]];
  if (typeof model !== 'string' || typeof prompt !== 'string')
    return unsupported('model and prompt must be texts.');
  if (Number(fields.get('n')?.[0] ?? 1) > 1)
    return unsupported('Gemini makes one picture per call: n must be 1.');
  if (fields.has('mask')) return unsupported('Gemini edits without a mask.');
  if (String(fields.get('stream')?.[0]) === 'true')
    return unsupported('The Gemini bridge does not stream pictures.');
  const given =
    route === 'edits'
      ? [...(fields.get('image') ?? []), ...(fields.get('image[]') ?? []), ...(fields.get('images') ?? [])]
      : [];
  const pictures = await Promise.all(given.map(inlineData));
  const known = pictures.filter((picture) => picture !== undefined);
  if (known.length < pictures.length)
    return unsupported('Gemini takes pictures as files or data URLs, not by address.');
  if (route === 'edits' && known.length === 0) return unsupported('An edit needs at least one image.');
  const shape = shapeOf(model, fields.get('size')?.[0], fields.get('aspect_ratio')?.[0]);
  const format = fields.get('response_format')?.[0] === 'url' ? 'url' : 'b64_json';
  return { baseURL, model, prompt, pictures: known, shape, format };
}

/** The body of `:generateContent`. */
export function contentRequest({ prompt, pictures, shape }: ImageCall): object {
  const parts = [{ text: prompt }, ...pictures.map((inlineData) => ({ inlineData }))];
  const imageConfig = Object.keys(shape).length === 0 ? {} : { imageConfig: shape };
  return {
    contents: [{ role: 'user', parts }],
    generationConfig: { responseModalities: ['IMAGE'], ...imageConfig },
  };
}

/** Every field with all of its values, whether a form or JSON brought it. */
async function readFields(message: Response): Promise<Map<string, unknown[]>> {
  const fields = new Map<string, unknown[]>();
  try {
    const isForm = /^multipart\/form-data\b/i.test(message.headers.get('content-type') ?? '');
    const entries = isForm ? await message.formData() : Object.entries((await message.json()) as object);
    for (const [name, value] of entries)
      fields.set(name, [...(fields.get(name) ?? []), ...(Array.isArray(value) ? value : [value])]);
  } catch {
    // Neither a form nor JSON: it has no model, and that is said.
  }
  return fields;
}

async function inlineData(value: unknown): Promise<InlineData | undefined> {
  if (value instanceof Blob) {
    const data = toBase64(new Uint8Array(await value.arrayBuffer()));
    // A file without a type of its own: Gemini wants one, and the bytes know it.
    const typed = value.type.startsWith('image/');
    return { mimeType: typed ? value.type : mediaType(data), data };
  }
  const address =
    typeof value === 'object' && value !== null && 'image_url' in value ? value.image_url : value;
  const [, mimeType, data] =
    typeof address === 'string' ? (/^data:([\w.+/-]+);base64,(.+)$/s.exec(address) ?? []) : [];
  return mimeType === undefined || data === undefined ? undefined : { mimeType, data };
}

function unsupported(message: string): { readonly refusal: Response } {
  return {
    refusal: errorAnswer('images', {
      status: 400,
      code: 'unsupported_parameter',
      message,
      type: 'invalid_request_error',
    }),
  };
}
