import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A filled part of a row. All numbers are shares: along the row, and upwards from its foot. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  /** @default 0 */
  readonly low?: number;
  /** @default 1 */
  readonly high?: number;
  readonly fill: string;
}

/** A word at a place along an axis, from 0 to 1. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Rows {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
  /** Of each row, in pixels. */
  readonly height: number;
  /** Along the foot of the picture. */
  readonly ticks: readonly Tick[];
  /** Along the side of each row. @default none */
  readonly sideTicks?: readonly Tick[];
  /** Bars are two pixels wide at least, however narrow the picture. @default false */
  readonly keepShort?: boolean;
}

/** In pixels: each picture is drawn as wide as telephones, tablets and windows are, and the page shows one of them. */
export const widths: readonly number[] = [288, 400, 560, 760];

const NAME_HEIGHT = 20;
const GAP = 12;
const [LEFT, RIGHT, FOOT] = [45, 10, 20];
const { document } = parseHTML('<html><body></body></html>');

/** Rows above each other, each with its name above it, as SVG text: once for each of the widths. */
export function drawRows(picture: Rows): string {
  return widths.map((width) => drawOnce(picture, width)).join('\n');
}

function drawOnce(
  { title, rows, height, ticks, sideTicks = [], keepShort = false }: Rows,
  width: number,
): string {
  const step = NAME_HEIGHT + height + GAP;
  const shortest = keepShort ? 2 / (width - LEFT - RIGHT) : 0;
  const bars = rows.flatMap(({ name, bars: own }) =>
    own.map(({ from, to, low = 0, high = 1, fill }) => {
      // What there is of it is seen, however little.
      return {
        name,
        fill,
        from,
        to: Math.max(to, from + shortest),
        low,
        high: Math.max(high, low + 1 / height),
      };
    }),
  );
  const names = rows.map(({ name }) => name);
  const plot = Plot.plot({
    document,
    width,
    height: rows.length * step - GAP + FOOT,
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: NAME_HEIGHT,
    marginBottom: FOOT,
    style: { overflow: 'visible', fontSize: '12px' },
    x: axisOf(ticks),
    y: { ...axisOf(sideTicks), grid: sideTicks.length > 0 },
    fy: { axis: null, domain: names, paddingInner: (NAME_HEIGHT + GAP) / step, paddingOuter: 0 },
    color: { type: 'identity' },
    marks: [
      // Crisp, so that no two beside each other make a colour that is in no legend.
      Plot.rect(bars, {
        x1: 'from',
        x2: 'to',
        y1: 'low',
        y2: 'high',
        fy: 'name',
        fill: 'fill',
        shapeRendering: 'crispEdges',
      }),
      Plot.text(names, { fy: (name) => name, text: (name) => name, frameAnchor: 'top-left', dy: -17 }),
    ],
  });
  // The picture has one name. Groups without a role may not have another (WAI-ARIA 1.2).
  for (const part of plot.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  // The page's own style is enough.
  plot.querySelector('style')?.remove();
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', title);
  plot.setAttribute('class', `picture w${width}`);
  return plot.outerHTML;
}

function axisOf(ticks: readonly Tick[]): Plot.ScaleOptions {
  const texts = new Map(ticks.map(({ at, text }) => [at, text]));
  return {
    domain: [0, 1],
    round: true,
    label: null,
    tickSize: 0,
    ticks: [...texts.keys()],
    tickFormat: (at: number) => texts.get(at) ?? '',
    ...(ticks.length === 0 ? { axis: null } : {}),
  };
}
