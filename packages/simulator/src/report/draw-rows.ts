import { escapeHtml } from './escape-html.ts';

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
  /** What the fills refer to. @default nothing */
  readonly definitions?: string;
  /** Bars are two pixels wide at least, however narrow the picture. @default false */
  readonly keepShort?: boolean;
}

const NAME_HEIGHT = 20;
const GAP = 12;
const FOOT = 18;
/** How finely a row is divided: a day's minutes. */
const UNITS = 1_440;

/**
 * Rows one above the other, each below its name, as SVG text. Letters and lines stand in pixels and places along a
 * row in per cent; only the bars are stretched. So a picture is as wide as its page, and its letters keep their size.
 */
export function drawRows({ title, rows, height, ticks, ...rest }: Rows): string {
  const { sideTicks = [], definitions = '', keepShort = false } = rest;
  const step = NAME_HEIGHT + height + GAP;
  const foot = rows.length * step - GAP;
  const drawn = rows.map(({ name, bars }, index) => {
    const top = index * step + NAME_HEIGHT;
    const side = sideTicks.map(({ at, text }) => {
      const y = round(top + height * (1 - at));
      return `<line x2="100%" y1="${y}" y2="${y}"/><text class="side" x="-8" y="${y + 4}">${text}</text>`;
    });
    const label = `<text y="${top - 7}">${escapeHtml(name)}</text>`;
    const row = `<svg class="bars${keepShort ? ' short' : ''}" y="${top}" width="100%" height="${height}" viewBox="0 0 ${UNITS} ${height}" preserveAspectRatio="none">${drawBars(bars, height)}</svg>`;
    return label + side.join('') + row;
  });
  const below = ticks.map(
    ({ at, text }) => `<text class="foot" x="${round(100 * at)}%" y="${foot + FOOT - 2}">${text}</text>`,
  );
  return `<svg role="img" aria-label="${escapeHtml(title)}" height="${foot + FOOT}">${definitions}${drawn.join('\n')}${below.join('')}</svg>`;
}

/** One path for each fill; what comes later lies above. */
function drawBars(bars: readonly Bar[], height: number): string {
  const byFill = Map.groupBy(bars, ({ fill }) => fill);
  return [...byFill]
    .map(([fill, own]) => {
      const path = own.map((bar) => outline(bar, height)).join('');
      return `<path fill="${fill}" stroke="${fill}" d="${path}"/>`;
    })
    .join('');
}

function outline({ from, to, low = 0, high = 1 }: Bar, height: number): string {
  // What there is of it is seen, however little.
  const long = Math.max(1, round(height * (high - low)));
  const y = Math.max(0, round(height * (1 - low) - long));
  const x = round(UNITS * from);
  const wide = round(UNITS * to - x);
  return `M${x} ${y}h${wide}v${long}h${-wide}z`;
}

const round = (value: number): number => Number(value.toFixed(1));
