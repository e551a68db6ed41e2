import { encode } from 'fast-png';
import { GLYPH_HEIGHT, GLYPH_WIDTH, hasDot } from './glyphs.ts';

// Choices: large enough to read on a page, small enough for thousands in a journal.
const SCALE = 2;
const MARGIN = 8;
const LINE_HEIGHT = GLYPH_HEIGHT + 3;
const LONGEST_LINE = 40;

const pictures = new Map<string, string>();
const MOST_KEPT = 500;

/** A real PNG, base64, that shows who drew it: the model's name, and a second line when there is more to say. */
export function drawPicture(model: string, note = ''): string {
  const key = `${model}\n${note}`;
  const known = pictures.get(key);
  if (known !== undefined) return known;
  const lines = [model, note].map((line) => line.slice(0, LONGEST_LINE)).filter((line) => line !== '');
  const drawn = paint(lines, backgroundOf(model));
  // Names come from requests: the cache must not grow with them.
  if (pictures.size >= MOST_KEPT) pictures.clear();
  pictures.set(key, drawn);
  return drawn;
}

function paint(lines: readonly string[], background: readonly [number, number, number]): string {
  const longest = Math.max(...lines.map((line) => line.length));
  const width = SCALE * (longest * (GLYPH_WIDTH + 1) + 2 * MARGIN);
  const height = SCALE * (lines.length * LINE_HEIGHT + 2 * MARGIN);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const lit = isLit(lines, Math.floor(x / SCALE) - MARGIN, Math.floor(y / SCALE) - MARGIN);
      data.set(lit ? [255, 255, 255] : background, (y * width + x) * 3);
    }
  }
  return btoa(String.fromCharCode(...encode({ width, height, data, depth: 8, channels: 3 })));
}

function isLit(lines: readonly string[], x: number, y: number): boolean {
  if (x < 0 || y < 0) return false;
  const letter = lines[Math.floor(y / LINE_HEIGHT)]?.[Math.floor(x / (GLYPH_WIDTH + 1))];
  const column = x % (GLYPH_WIDTH + 1);
  const row = y % LINE_HEIGHT;
  return letter !== undefined && column < GLYPH_WIDTH && row < GLYPH_HEIGHT && hasDot(letter, column, row);
}

/** Dark enough for white letters, and another one for another model. */
function backgroundOf(model: string): readonly [number, number, number] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < model.length; i++) hash = Math.imul(hash ^ model.charCodeAt(i), 0x01000193);
  const channel = (shift: number): number => 20 + ((hash >>> shift) & 0xff) * 0.35;
  return [Math.round(channel(0)), Math.round(channel(8)), Math.round(channel(16))];
}
