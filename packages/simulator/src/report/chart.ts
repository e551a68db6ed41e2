import type { Score, SimulationReport } from '../simulate/simulation-report.ts';
import { drawRows, type Bar, type Rows, type Tick } from './draw-rows.ts';

/** What a fill stands for. */
export interface LegendEntry {
  readonly name: string;
  readonly fill: string;
}

/** A picture as SVG text, and what it shows in words. */
export interface Chart {
  readonly title: string;
  readonly caption: string;
  /** For each width; one of them is shown. */
  readonly svg: string;
  /** What its fills refer to. @default nothing */
  readonly definitions?: string;
  /** The fills that are seen in it. */
  readonly legend: readonly LegendEntry[];
}

/** Draws rows; of the fills that there may be, those that are seen are told of. */
export function toChart({ legend, caption, ...picture }: Rows & Omit<Chart, 'svg'>): Chart {
  const seen = new Set(picture.rows.flatMap(({ bars }) => bars.map(({ fill }) => fill)));
  return {
    title: picture.title,
    caption,
    svg: drawRows(picture),
    legend: legend.filter(({ fill }) => seen.has(fill)),
  };
}

// The page defines the colours, once for light and once for dark.
export const REQUESTS = 'var(--muted)';
export const FAILED = 'var(--failed)';

/** Each a row of a picture, in this order. */
export const policiesOf = ({ yours, documented, none }: SimulationReport): readonly Score[] => [
  yours,
  documented,
  none,
];

/** A bar for an hour of the day, with a gap to its neighbours. */
export const ofHour = (hour: number): Pick<Bar, 'from' | 'to'> => ({
  from: (hour + 0.1) / 24,
  to: (hour + 0.9) / 24,
});

/** `00`, `03`, ... at the moments of the day. */
export const hourTicks: readonly Tick[] = Array.from({ length: 9 }, (_, index) => ({
  at: index / 8,
  text: String(3 * index).padStart(2, '0'),
}));

/** `0 %` at the foot, and half and all of what is at the top. */
export const percentTicks = (top: number): readonly Tick[] =>
  [0, 0.5, 1].map((at) => ({ at, text: `${Math.round(100 * top * at)} %` }));
