import type { ImageFamily } from './image-family.ts';

/**
 * The size nearest to what was asked for that a family takes; undefined: it has none, so its default serves.
 *
 * Nearest by shape: a poster stays a poster, whatever its pixels.
 *
 * @param asked `1536x1024`, `3:2`, `2K` or `auto`
 */
export function sizeFor(family: ImageFamily, asked: string): string | undefined {
  if (family.sizes.includes(asked)) return asked;
  const shape = /^(\d{1,5})\s*([x*:])\s*(\d{1,5})$/i.exec(asked.trim());
  if (shape === null) return classOf(family, asked);
  const [, left = '', sign, right = ''] = shape;
  const [width, height] = [Number(left), Number(right)];
  if (width === 0 || height === 0) return asked;
  if (sign === ':' ? family.ratios : family.fits?.(width, height) === true) return asked;
  return nearest(family.sizes, width / height);
}

// `1K`, `2K`, `4K` say how large, not which shape; a family without them draws at its own size.
function classOf({ sizes }: ImageFamily, asked: string): string | undefined {
  if (!/^\d+K$/i.test(asked)) return asked === 'auto' ? undefined : asked;
  const classes = sizes.filter((size) => size.endsWith('K'));
  return classes.find((size) => size === asked.toUpperCase()) ?? classes[0];
}

function nearest(sizes: readonly string[], ratio: number): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const size of sizes) {
    const [width = NaN, height = NaN] = size.split('x').map(Number);
    const distance = Math.abs(Math.log(width / height / ratio));
    if (distance < least) [best, least] = [size, distance];
  }
  return best;
}
