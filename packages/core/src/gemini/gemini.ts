import type { ApiKey } from '../chain/model-spec.ts';
import { systemClock, type Clock } from '../clock.ts';
import { imagesOf } from './gemini-answer.ts';
import { contentRequest, readImageCall } from './gemini-request.ts';

export interface GeminiOptions {
  /** Of Google AI Studio; sent as `x-goog-api-key` to `baseURL` alone. */
  readonly apiKey: ApiKey;
  /** @default https://generativelanguage.googleapis.com/v1beta */
  readonly baseURL?: string;
  /** The transport to Google. @default the global fetch, looked up at each call */
  readonly fetch?: typeof globalThis.fetch;
  /** Dates the answers. */
  readonly clock?: Pick<Clock, 'wallNow'>;
}

/** What a model of the chain needs to live at Google itself. */
export interface GeminiUpstream {
  readonly vendor: 'google';
  readonly baseURL: string;
  readonly apiKey: ApiKey;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Serves a Gemini image model by Google's own API: OpenAI's `images/generations` and `images/edits` in,
 * `:generateContent` out, and back.
 *
 * Whatever is no picture, an error or a refusal, comes back as Google said it, for the verdict to be right.
 *
 * @example
 * createFailover({ models: [{ name: 'gemini-3-pro-image-preview', ...gemini({ apiKey }) }, 'gpt-image-1.5'], baseURL });
 */
export function gemini(options: GeminiOptions): GeminiUpstream {
  const {
    apiKey,
    baseURL = 'https://generativelanguage.googleapis.com/v1beta',
    clock = systemClock,
  } = options;
  const transport: typeof globalThis.fetch =
    options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  return {
    vendor: 'google',
    baseURL,
    apiKey,
    async fetch(input, init = {}) {
      const address = typeof input === 'object' && 'url' in input ? input.url : String(input);
      const call = await readImageCall(address, init);
      if ('refusal' in call) return call.refusal;
      const headers = new Headers({ 'content-type': 'application/json' });
      const sent = new Headers(init.headers);
      // The chain puts the key of `apiKey` where OpenAI wants it.
      const key = sent.get('x-goog-api-key') ?? sent.get('authorization')?.replace(/^Bearer /i, '');
      if (key !== undefined) headers.set('x-goog-api-key', key);
      const url = `${call.baseURL}/models/${encodeURIComponent(call.model)}:generateContent`;
      const body = JSON.stringify(contentRequest(call));
      const signal = init.signal ?? null;
      const response = await transport(url, {
        method: 'POST',
        headers,
        body,
        signal,
        // It would carry the key to an address that nobody has chosen.
        redirect: 'manual',
      });
      if (!response.ok) return response;
      const text = await response.text();
      const answer = imagesOf(text, call.format, Math.floor(clock.wallNow() / 1000));
      // No picture: what Google says of it decides what it means.
      if (answer === undefined)
        return new Response(text, {
          status: response.status,
          headers: { 'content-type': 'application/json' },
        });
      return Response.json(answer);
    },
  };
}
