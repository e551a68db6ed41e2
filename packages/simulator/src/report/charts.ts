import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { breakerSpans, overloadSpans } from './spans.ts';
import type { Score, SimulationReport } from '../simulate/simulation-report.ts';

/** A picture is drawn for wide windows and for telephones: one that is only made smaller cannot be read. */
type Width = 'wide' | 'narrow';
const PIXELS: Readonly<Record<Width, number>> = { wide: 760, narrow: 328 };
const FAILED = 'nothing';

/** A picture as SVG text, and what it shows in words. */
export interface Chart {
  readonly title: string;
  readonly caption: string;
  /** One of them is shown. */
  readonly svg: Readonly<Record<Width, string>>;
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
}

const { document } = parseHTML('<html><body></body></html>');

function draw(label: string, options: (width: Width) => Plot.PlotOptions): Chart['svg'] {
  return { wide: drawOnce(label, 'wide', options), narrow: drawOnce(label, 'narrow', options) };
}

function drawOnce(label: string, width: Width, options: (width: Width) => Plot.PlotOptions): string {
  const plot = Plot.plot({
    document,
    width: PIXELS[width],
    marginBottom: 40,
    style: { overflow: 'visible', fontSize: '12px' },
    ...options(width),
  });
  // The picture has one name. Groups without a role may not have another (WAI-ARIA 1.2).
  for (const part of plot.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', label);
  plot.classList.add(width);
  return plot.outerHTML;
}

// The page defines the colours, once for light and once for dark.
const colourOf = (index: number): string => `var(--series-${index + 1})`;
const policiesOf = ({ yours, documented, none }: SimulationReport): readonly Score[] => [
  yours,
  documented,
  none,
];
const percentTick = (percent: number): string => `${percent} %`;
/** The name of each row of a picture above it, where it is seen on a narrow screen too. */
const rowNames = (names: readonly string[]): Plot.Markish =>
  Plot.text(names, {
    fy: (name: string) => name,
    text: (name: string) => name,
    frameAnchor: 'top-left',
    dy: -14,
  });
const hourTick =
  (width: Width) =>
  (hour: number): string =>
    width === 'wide' || hour % 3 === 0 ? String(hour).padStart(2, '0') : '';

/** All pictures of a report, in the order of the page. */
export function drawCharts(report: SimulationReport): readonly Chart[] {
  return [demandChart(report), servedChart(report), latencyChart(report), timelineChart(report)];
}

function demandChart({ none }: SimulationReport): Chart {
  const names = ['requests', 'primary fails'];
  const rows = none.hours.flatMap(({ hour, requests, failed }) => [
    { hour, row: 'requests', value: requests / Math.max(...none.hours.map((each) => each.requests)) },
    { hour, row: 'primary fails', value: requests === 0 ? 0 : failed / requests },
  ]);
  const title = 'Demand, and how often the primary alone fails';
  const svg = draw(title, (width) => ({
    height: 240,
    x: { label: 'hour in Beijing', tickFormat: hourTick(width) },
    y: { label: null, percent: true, grid: true, ticks: 3, domain: [0, 100], tickFormat: percentTick },
    fy: { axis: null, domain: names, padding: 0.3 },
    marginLeft: 50,
    marginTop: 30,
    marginRight: 10,
    color: { domain: names, range: ['var(--muted)', 'var(--failed)'] },
    marks: [Plot.barY(rows, { x: 'hour', y: 'value', fy: 'row', fill: 'row' }), rowNames(names)],
  }));
  const caption =
    'Above: requests of each hour as a share of the busiest. Below: the share that the primary refuses.';
  return { title, caption, svg, legend: [] };
}

function servedChart(report: SimulationReport): Chart {
  const names = [...report.models, FAILED];
  const colours = [...report.models.map((_, index) => colourOf(index)), 'var(--failed)'];
  const policies = policiesOf(report);
  const rows = policies.flatMap(({ name, hours }) =>
    hours.flatMap(({ hour, failed, servedBy, requests }) =>
      [...Object.entries(servedBy), [FAILED, failed] as const].map(([model, count]) => ({
        policy: name,
        hour,
        model,
        share: count / Math.max(1, requests),
      })),
    ),
  );
  const title = 'Who answered, hour by hour';
  const svg = draw(title, (width) => ({
    height: 400,
    marginLeft: 50,
    marginTop: 30,
    marginRight: 10,
    x: { label: 'hour in Beijing', tickFormat: hourTick(width) },
    y: { label: null, percent: true, ticks: 3, domain: [0, 100], tickFormat: percentTick },
    fy: { axis: null, domain: policies.map(({ name }) => name), padding: 0.25 },
    color: { domain: names, range: colours },
    marks: [
      Plot.barY(rows, { x: 'hour', y: 'share', fy: 'policy', fill: 'model', order: names }),
      rowNames(policies.map(({ name }) => name)),
    ],
  }));
  const legend = names.map((name, index) => ({ name, colour: colours[index] ?? '' }));
  return { title, caption: 'Shares of the requests of each hour, over all days.', svg, legend };
}

function latencyChart(report: SimulationReport): Chart {
  const policies = policiesOf(report);
  const rows = policies.flatMap(({ name, latencyCounts, requests }) =>
    latencyCounts.map((count, bin) => ({
      policy: name,
      seconds: (report.latencyEdgesMs[bin] ?? 0) / 1_000,
      share: count / requests,
    })),
  );
  const used = rows.filter(({ share }) => share > 0).map(({ seconds }) => seconds);
  const title = 'How long users waited';
  const colours = policies.map((_, index) => colourOf(index));
  const svg = draw(title, (width) => ({
    height: 240,
    marginLeft: 50,
    x: {
      type: 'log',
      label: 'seconds',
      domain: [Math.min(...used), 1.2 * Math.max(...used)],
      tickFormat: 's',
      ticks: width === 'wide' ? 20 : 5,
    },
    y: { label: null, percent: true, grid: true, ticks: 4, tickFormat: percentTick },
    color: { domain: policies.map(({ name }) => name), range: colours },
    // The widest line lies below, so that policies that do alike can still be told apart.
    marks: policies.toReversed().map(({ name }, index) =>
      Plot.lineY(
        rows.filter(({ policy }) => policy === name),
        {
          x: 'seconds',
          y: 'share',
          stroke: 'policy',
          strokeWidth: 6 - 2 * index,
          curve: 'step-after',
          clip: true,
        },
      ),
    ),
  }));
  const legend = policies.map(({ name }, index) => ({ name, colour: colours[index] ?? '' }));
  const caption = 'Share of all requests by the time until their answer; bins of a quarter octave.';
  return { title, caption, svg, legend };
}

function timelineChart(report: SimulationReport): Chart {
  const rows = [
    ...overloadSpans(report).map((span) => ({ ...span, row: 'primary overloaded', state: 'overloaded' })),
    ...[report.yours, report.documented].flatMap((score) =>
      breakerSpans(report, score).map((span) => ({ ...span, row: score.name })),
    ),
  ];
  const colours = {
    overloaded: 'var(--failed)',
    closed: 'var(--healthy)',
    open: 'var(--open)',
    recovering: 'var(--recovering)',
    isolated: 'var(--muted)',
  };
  const title = 'The primary’s breaker on the first day';
  const svg = draw(title, (width) => ({
    height: 170,
    marginLeft: 136,
    marginRight: 20,
    x: {
      type: 'utc',
      label: 'time in Beijing',
      tickFormat: '%H:%M',
      ticks: width === 'wide' ? '2 hours' : '8 hours',
    },
    y: {
      label: null,
      domain: ['primary overloaded', report.yours.name, report.documented.name],
      padding: 0.3,
    },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      // Crisp, so that no two short states beside each other make a colour that is in no legend.
      Plot.barX(rows, { y: 'row', x1: 'from', x2: 'to', fill: 'state', shapeRendering: 'crispEdges' }),
    ],
  }));
  const legend = Object.entries(colours)
    .filter(([name]) => rows.some(({ state }) => state === name))
    .map(([name, colour]) => ({ name, colour }));
  const caption = 'A breaker that follows the overload closely neither wastes calls nor the primary.';
  return { title, caption, svg, legend };
}
