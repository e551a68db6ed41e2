import { GoogleGenAI } from '@google/genai';
import { askWhole, followStream } from './evidence.ts';
import { MODEL, type Ask, type Wish } from './wish.ts';

const models = (wish: Wish): GoogleGenAI['models'] =>
  new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: wish.url, headers: wish.headers } }).models;

const request = ({
  signal,
}: Wish): { model: string; contents: string; config: { abortSignal: AbortSignal } } => ({
  model: MODEL,
  contents: 'x',
  config: { abortSignal: signal },
});

/** Google's SDK on every surface that it can ask. */
export const byGoogle: Readonly<Record<string, Ask>> = {
  generateContent: (wish) => askWhole(wish.signal, () => models(wish).generateContent(request(wish))),
  streamGenerateContent: (wish) =>
    followStream(wish.signal, () => models(wish).generateContentStream(request(wish)), {
      isContent: ({ candidates }) => (candidates?.[0]?.content?.parts ?? []).length > 0,
      isEnd: ({ candidates }) => candidates?.[0]?.finishReason !== undefined,
    }),
  models: (wish) =>
    askWhole(wish.signal, async () => {
      const pager = await models(wish).list({ config: { abortSignal: wish.signal } });
      return { models: pager.page };
    }),
  'models/NAME': (wish) => askWhole(wish.signal, () => models(wish).get(request(wish))),
};
