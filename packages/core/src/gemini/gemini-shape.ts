/** Google's imageConfig. */
export interface GeminiShape {
  readonly aspectRatio?: string;
  readonly imageSize?: string;
}

// googleapis/js-genai src/types.ts, ImageConfig; 4:5 and 5:4 by shinpr/mcp-image#16.
const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

/**
 * The nearest shape to a size of OpenAI's, `16:9` or `2K`; empty: the model's own choice.
 *
 * Only the Pro model takes an imageSize: on 2.5 Flash it is a 400 (QuantumNous/new-api#2543).
 */
export function shapeOf(model: string, size: unknown, aspectRatio: unknown): GeminiShape {
  const said = typeof aspectRatio === 'string' ? aspectRatio : size;
  const [, left = '', sign, right = ''] =
    /^(\d{1,5})([x:])(\d{1,5})$/.exec(typeof said === 'string' ? said : '') ?? [];
  const [width, height] = [Number(left), Number(right)];
  const sized = /-pro-image/.test(model)
    ? imageSize(size, sign === 'x' ? Math.max(width, height) : 0)
    : undefined;
  return {
    ...(width > 0 && height > 0 ? { aspectRatio: nearest(width / height) } : {}),
    ...(sized === undefined ? {} : { imageSize: sized }),
  };
}

function imageSize(size: unknown, longest: number): string | undefined {
  if (typeof size === 'string' && /^[124]K$/i.test(size)) return size.toUpperCase();
  if (longest === 0) return undefined;
  if (longest <= 1792) return '1K';
  return longest <= 2560 ? '2K' : '4K';
}

function nearest(ratio: number): string {
  const distance = (name: string): number => {
    const [width = 1, height = 1] = name.split(':').map(Number);
    return Math.abs(Math.log(width / height / ratio));
  };
  return ratios.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}
