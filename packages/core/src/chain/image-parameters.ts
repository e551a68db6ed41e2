import type { ImageFamily, ImageFormat } from './image-family.ts';
import { sizeFor } from './image-size.ts';

/** What must change in a request before a family takes it. */
export interface Translation {
  /** New values by name; undefined: left out. Of whoever asked for it. */
  readonly changes: Map<string, unknown>;
  /** Names of what the client asked for and does not get. */
  readonly removed: readonly string[];
}

// What at least one family knows. Anything else may be new or a relay's own, and is not touched.
const known = [
  'quality',
  'background',
  'output_format',
  'output_compression',
  'moderation',
  'style',
  'input_fidelity',
  'watermark',
  'safety_tolerance',
  'sequential_image_generation',
  'sequential_image_generation_options',
  'stream',
  'partial_images',
  'n',
] as const;

// Values that ask for nothing special: leaving them out takes nothing from the client.
const ordinary: Readonly<Record<string, readonly unknown[]>> = {
  quality: ['auto', 'standard'],
  background: ['auto', 'opaque'],
  output_format: ['png'],
  output_compression: [100],
  moderation: ['auto'],
  watermark: [false],
  sequential_image_generation: ['disabled'],
  // A stream is made of the whole answer: see the gateway.
  stream: [true, false],
  partial_images: [0],
  n: [1],
};

/** Rewrites the parameters of one image request for one family. Pure; every rule is data of the family. */
export function translate(
  family: ImageFamily,
  field: (name: string) => unknown,
  format: ImageFormat | undefined,
): Translation {
  const changes = new Map<string, unknown>();
  const removed: string[] = [];
  for (const name of known) {
    const value = plain(field(name));
    if (value === undefined || value === null) continue;
    const takes = family.takes[name];
    if (takes === 'any' || takes?.includes(value) === true) continue;
    const alias = typeof value === 'string' ? family.aliases?.[name]?.get(value) : undefined;
    changes.set(name, alias);
    if (alias === undefined && ordinary[name]?.includes(value) !== true) removed.push(name);
  }
  translateShape(family, field, changes, removed);
  translateFormat(family, field, format, changes);
  for (const [name, value] of Object.entries(family.sets ?? {}))
    if (field(name) === undefined) changes.set(name, value);
  return { changes, removed };
}

function translateShape(
  family: ImageFamily,
  field: (name: string) => unknown,
  changes: Map<string, unknown>,
  removed: string[],
): void {
  const [size, ratio] = [field('size'), field('aspect_ratio')];
  const takesRatio = family.takes['aspect_ratio'] !== undefined;
  if (typeof ratio === 'string' && !takesRatio) changes.set('aspect_ratio', undefined);
  const asked = typeof size === 'string' ? size : takesRatio ? undefined : ratio;
  if (typeof asked !== 'string') return;
  const fitting = sizeFor(family, asked);
  if (fitting !== size) changes.set('size', fitting);
  if (fitting === undefined && asked !== 'auto')
    removed.push(typeof size === 'string' ? 'size' : 'aspect_ratio');
}

// Nothing is lost here: the answer is turned into the format that was asked for.
function translateFormat(
  family: ImageFamily,
  field: (name: string) => unknown,
  format: ImageFormat | undefined,
  changes: Map<string, unknown>,
): void {
  const asked = field('response_format');
  if (!family.choosesFormat) {
    if (asked !== undefined) changes.set('response_format', undefined);
  } else if (format !== undefined && asked !== format && (asked !== undefined || format !== family.answers)) {
    changes.set('response_format', format);
  }
}

/** The fields of a form are texts. */
function plain(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}
