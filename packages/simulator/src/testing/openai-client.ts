import OpenAI, { toFile } from 'openai';
import { askWhole, followStream } from './evidence.ts';
import { MODEL, type Ask, type Wish } from './wish.ts';

const picture = { model: MODEL, prompt: 'x' };
const partials = { ...picture, stream: true as const, partial_images: 2 };
const hello = { model: MODEL, messages: [{ role: 'user' as const, content: 'Hello' }] };
const image = (): Promise<File> => toFile(new Uint8Array([1]), 'a.png', { type: 'image/png' });

const openai = (wish: Wish): OpenAI =>
  new OpenAI({
    baseURL: `${wish.url}/v1`,
    apiKey: 'none',
    maxRetries: 0,
    // Of what it cannot parse it would complain on the console.
    logLevel: 'off',
    defaultHeaders: wish.headers,
    ...(wish.fetch === undefined ? {} : { fetch: wish.fetch }),
  });

const whole =
  (ask: (client: OpenAI, options: { signal: AbortSignal }) => PromiseLike<unknown>): Ask =>
  (wish) =>
    askWhole(wish.signal, () => ask(openai(wish), { signal: wish.signal }));

type ImageEvent = OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent;

const drawn =
  (ask: (client: OpenAI, options: { signal: AbortSignal }) => PromiseLike<AsyncIterable<ImageEvent>>): Ask =>
  (wish) =>
    followStream(wish.signal, () => ask(openai(wish), { signal: wish.signal }), {
      isContent: ({ type }) => type.endsWith('.partial_image'),
      isEnd: ({ type }) => type.endsWith('.completed'),
    });

/** The OpenAI SDK on every surface that it can ask. */
export const byOpenAI: Readonly<Record<string, Ask>> = {
  'images/generations': whole((client, options) => client.images.generate(picture, options)),
  'images/generations, streamed': drawn((client, options) =>
    client.images.generate({ ...picture, stream: true }, options),
  ),
  'images/generations, with partial images': drawn((client, options) =>
    client.images.generate(partials, options),
  ),
  'images/edits': whole(async (client, options) =>
    client.images.edit({ ...picture, image: await image() }, options),
  ),
  'images/edits, streamed': drawn(async (client, options) =>
    client.images.edit({ ...picture, image: await image(), stream: true }, options),
  ),
  'images/edits, with partial images': drawn(async (client, options) =>
    client.images.edit({ ...partials, image: await image() }, options),
  ),
  'chat/completions': whole((client, options) => client.chat.completions.create(hello, options)),
  'chat/completions, streamed': (wish) =>
    followStream(
      wish.signal,
      () => openai(wish).chat.completions.create({ ...hello, stream: true }, { signal: wish.signal }),
      {
        isContent: ({ choices }) => choices.some(({ delta }) => (delta.content ?? '') !== ''),
        isEnd: ({ choices }) => choices.some(({ finish_reason: why }) => why !== null),
      },
    ),
  models: whole((client, options) => client.models.list(options)),
  'models/NAME': whole((client, options) => client.models.retrieve(MODEL, options)),
};
