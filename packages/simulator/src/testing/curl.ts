import { readText } from './evidence.ts';
import { MODEL, type Ask, type Wish } from './wish.ts';

const picture = { model: MODEL, prompt: 'x' };
const hello = { model: MODEL, messages: [{ role: 'user' as const, content: 'Hello' }] };
const contents = { contents: [{ parts: [{ text: 'x' }] }] };

/** What is sent, and how content and end of a stream look that comes back. */
interface Shape {
  readonly path: string;
  readonly body?: object;
  /** The fields of a form, which has a picture too. */
  readonly form?: Readonly<Record<string, string>>;
  readonly stream?: { readonly content: RegExp; readonly end: RegExp };
}

const images = { content: /"type":"\w+\.partial_image"/, end: /"type":"\w+\.completed".*\n\n$/ };
const words = { content: /"content":"[^"]/, end: /data: \[DONE\]\n\n$/ };
const chunks = { content: /"parts":\[\{/, end: /"finishReason":"STOP".*\n\n$/ };
const generations = (more: object): Shape => ({
  path: '/v1/images/generations',
  body: { ...picture, ...more },
});
const edits = (more: Readonly<Record<string, string>>): Shape => ({
  path: '/v1/images/edits',
  form: { ...picture, ...more },
});

const shapes: Readonly<Record<string, Shape>> = {
  'images/generations': generations({}),
  'images/generations, streamed': { ...generations({ stream: true }), stream: images },
  'images/generations, with partial images': {
    ...generations({ stream: true, partial_images: 3 }),
    stream: images,
  },
  'images/edits': edits({}),
  'images/edits, streamed': { ...edits({ stream: 'true' }), stream: images },
  'images/edits, with partial images': {
    ...edits({ stream: 'true', partial_images: '1' }),
    stream: images,
  },
  'chat/completions': { path: '/v1/chat/completions', body: hello },
  'chat/completions, streamed': {
    path: '/v1/chat/completions',
    body: { ...hello, stream: true },
    stream: words,
  },
  generateContent: { path: `/v1beta/models/${MODEL}:generateContent`, body: contents },
  streamGenerateContent: {
    path: `/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`,
    body: contents,
    stream: chunks,
  },
  'streamGenerateContent, as a list': {
    path: `/v1beta/models/${MODEL}:streamGenerateContent`,
    body: contents,
  },
  models: { path: '/v1/models' },
  'models/NAME': { path: `/v1/models/${MODEL}` },
  'models of Google': { path: '/v1beta/models' },
  'models/status': { path: `/v1/models/status?model=${MODEL}` },
};

function ask({ path, body, form, stream }: Shape, { url, headers, signal }: Wish): ReturnType<Ask> {
  const sent = form === undefined ? body && JSON.stringify(body) : filled(form);
  const init = sent === undefined ? {} : { method: 'POST', body: sent };
  return readText(signal, () => fetch(`${url}${path}`, { ...init, headers, signal }), stream);
}

function filled(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('image', new File([new Uint8Array([1])], 'a.png', { type: 'image/png' }));
  return form;
}

/** What curl does on every surface: it sends the request and takes what comes. */
export const byCurl: Readonly<Record<string, Ask>> = Object.fromEntries(
  Object.entries(shapes).map(([surface, shape]) => [surface, (wish: Wish) => ask(shape, wish)]),
);
