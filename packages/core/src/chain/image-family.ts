import type { Capability } from './capability.ts';

/** How a picture comes back: in the answer, or as an address. */
export type ImageFormat = 'b64_json' | 'url';

/** What the models of one family take on OpenAI's image routes. */
export interface ImageFamily {
  readonly name: string;
  /** Against the last segment of the upstream's model name, in lower case. */
  readonly match: RegExp;
  readonly supports: readonly Capability[];
  /** The largest `n`. */
  readonly mostImages: number;
  /** The format without `response_format`. */
  readonly answers: ImageFormat;
  /** Whether `response_format` chooses; where it does not, it is refused. */
  readonly choosesFormat: boolean;
  /** Sizes as they are written; `fits` knows those that no list holds. */
  readonly sizes: readonly string[];
  readonly fits?: (width: number, height: number) => boolean;
  /** Whether ratios such as `16:9` stand where sizes do. */
  readonly ratios: boolean;
  /** Parameters that are understood, with their values where those are few. */
  readonly takes: Readonly<Record<string, readonly unknown[] | 'any'>>;
  /** What another family calls the same. */
  readonly aliases?: Readonly<Record<string, ReadonlyMap<string, string>>>;
  /** Sent unless the client says otherwise. */
  readonly sets?: Readonly<Record<string, unknown>>;
}

const everyRatio = (...sizes: string[]): readonly string[] => sizes;
const isSixteenth = (length: number): boolean => length % 16 === 0 && length >= 256 && length <= 2048;

/**
 * State of 2026-11. Sources, one a family: Gemini, googleapis/js-genai `src/types.ts` (ImageConfig) and
 * ai.google.dev on OpenAI compatibility; Seedream, CherryHQ/cherry-studio-app#408, volcengine-go-sdk#144 and
 * vercel/ai `85-bytedance.mdx`; GPT Image, openai/openai-node `src/resources/images.ts`; FLUX, the schema of
 * replicate's flux-2-pro; Recraft, recraft.ai/docs/api-reference (appendix).
 */
export const imageFamilies: readonly ImageFamily[] = [
  {
    name: 'gpt-image',
    match: /^(?:gpt-image-|chatgpt-image)/,
    supports: ['edits', 'several-images', 'transparent-background', 'streaming'],
    mostImages: 10,
    answers: 'b64_json',
    // A dall-e parameter: GPT Image answers it with 400 unknown_parameter (vercel/ai#6102).
    choosesFormat: false,
    sizes: ['1024x1024', '1536x1024', '1024x1536', 'auto'],
    ratios: false,
    takes: {
      quality: ['low', 'medium', 'high', 'auto'],
      background: ['transparent', 'opaque', 'auto'],
      output_format: ['png', 'jpeg', 'webp'],
      output_compression: 'any',
      moderation: ['low', 'auto'],
      input_fidelity: ['low', 'high'],
      stream: 'any',
      partial_images: 'any',
      n: 'any',
    },
    aliases: {
      quality: new Map([
        ['hd', 'high'],
        ['standard', 'medium'],
      ]),
    },
  },
  {
    name: 'gemini-3-pro-image',
    match: /^gemini-3(?:\.\d+)?-pro-image/,
    supports: ['edits'],
    mostImages: 1,
    answers: 'b64_json',
    choosesFormat: false,
    sizes: ['1K', '2K', '4K'],
    // The bridge and the relays read the shape out of any size.
    fits: () => true,
    ratios: true,
    takes: { aspect_ratio: 'any', n: 'any' },
  },
  {
    name: 'gemini-flash-image',
    match: /^gemini-.*image/,
    supports: ['edits'],
    mostImages: 1,
    answers: 'b64_json',
    choosesFormat: false,
    // No imageSize: 4K on 2.5 Flash is a 400 (QuantumNous/new-api#2543).
    sizes: [],
    fits: () => true,
    ratios: true,
    takes: { aspect_ratio: 'any', n: 'any' },
  },
  {
    name: 'seedream-4.5',
    match: /seedream-4[.-]5/,
    supports: [],
    mostImages: 1,
    answers: 'url',
    choosesFormat: true,
    // At least 3,686,400 pixels: 1024x1024 is a 400.
    sizes: everyRatio(
      '2048x2048',
      '2496x1664',
      '1664x2496',
      '2304x1728',
      '1728x2304',
      '2560x1440',
      '1440x2560',
      '3024x1296',
      '1296x3024',
      '2K',
      '4K',
    ),
    fits: (width, height) => width * height >= 3_686_400 && Math.max(width, height) <= 4096,
    ratios: false,
    takes: {
      watermark: 'any',
      sequential_image_generation: 'any',
      sequential_image_generation_options: 'any',
    },
    // Ark marks every picture unless told not to.
    sets: { watermark: false },
  },
  {
    name: 'flux-2',
    match: /^flux[.-]2/,
    supports: [],
    mostImages: 1,
    answers: 'url',
    choosesFormat: false,
    sizes: everyRatio(
      '1024x1024',
      '1536x1024',
      '1024x1536',
      '1344x1024',
      '1024x1344',
      '1792x1008',
      '1008x1792',
    ),
    fits: (width, height) => isSixteenth(width) && isSixteenth(height),
    ratios: false,
    takes: { output_format: ['jpeg', 'png'], safety_tolerance: 'any' },
  },
  {
    name: 'recraft-v4',
    match: /^recraft-?v4/,
    supports: ['several-images', 'svg'],
    mostImages: 6,
    answers: 'url',
    choosesFormat: true,
    sizes: everyRatio(
      '1024x1024',
      '1536x768',
      '768x1536',
      '1280x832',
      '832x1280',
      '1216x896',
      '896x1216',
      '1152x896',
      '896x1152',
      '832x1344',
      '1280x896',
      '896x1280',
      '1344x768',
      '768x1344',
    ),
    ratios: true,
    takes: { n: 'any' },
  },
];

/** The family of a model, by the name that its upstream knows; undefined: nothing is known of it. */
export function imageFamilyOf(upstreamModel: string): ImageFamily | undefined {
  const name = upstreamModel.toLowerCase().split('/').at(-1) ?? '';
  return imageFamilies.find(({ match }) => match.test(name));
}
