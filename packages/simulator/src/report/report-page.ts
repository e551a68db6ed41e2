import type { SimulationReport } from '../simulate/simulation-report.ts';
import { breakerChart } from './breaker-chart.ts';
import type { Chart } from './chart.ts';
import { demandChart } from './demand-chart.ts';
import { escapeHtml } from './escape-html.ts';
import { reportStyle } from './report-style.ts';
import { rows } from './rows.ts';
import { servedChart } from './served-chart.ts';
import { waitsChart } from './waits-chart.ts';

/**
 * A report as one HTML file that needs nothing else: no script, no font, no network.
 *
 * @example
 * await writeFile('report.html', renderReport(await simulate({ failover })));
 */
export function renderReport(report: SimulationReport): string {
  const { days, rps, seed, profile, from, simulated } = report;
  const facts = [
    `${days} ${days === 1 ? 'day' : 'days'} from ${from.slice(0, 10)}, Beijing time`,
    `${rps} ${rps === 1 ? 'request' : 'requests'} a second`,
    `profile ${profile}, seed ${seed}`,
    `${report.yours.requests} requests`,
  ];
  // No number is parted from its sign.
  const verdict = report.verdict.replaceAll(' %', '\u00A0%');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Does this failover survive the peak hours?</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>Does this failover survive the peak hours?</h1>
<p class="verdict">${escapeHtml(verdict)}</p>
<p class="facts">${facts.map(escapeHtml).join(' · ')}</p>
${renderTable(report)}
${[demandChart, servedChart, waitsChart, breakerChart].map((draw) => renderChart(draw(report))).join('\n')}
<h2>What is simulated</h2>
<p>${escapeHtml(simulated)} All three ways meet the same requests and the same luck.${unknownNote(report)}
${pricesNote(report)}</p>
</main>
</body>
</html>
`;
}

/** What a picture was taken to cost. A model without a price is not a free one. */
function pricesNote({ prices, models }: SimulationReport): string {
  const known = Object.entries(prices).map(([model, price]) => `${escapeHtml(model)} $${price}`);
  const unknown = models.filter((model) => !Object.hasOwn(prices, model));
  const without = unknown.length === 0 ? '' : ` No price is known of ${unknown.map(escapeHtml).join(', ')}.`;
  return `Prices: ${known.join(', ') || 'none'}.${without}`;
}

function unknownNote({ unknownModels }: SimulationReport): string {
  return unknownModels.length === 0
    ? ''
    : ` The profile does not know ${unknownModels.map(escapeHtml).join(', ')}: they behave like its others.`;
}

function renderTable({ yours, documented, none }: SimulationReport): string {
  const scores = [yours, documented, none];
  const head = scores.map(({ name }) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows
    .map(({ label, explain, value }) => {
      const cells = scores.map((score) => `<td>${escapeHtml(value(score))}</td>`).join('');
      return `<tr><th scope="row">${label}<small>${explain}</small></th>${cells}</tr>`;
    })
    .join('\n');
  return `<h2>In numbers</h2>
<table class="numbers">
<thead><tr><td></td>${head}</tr></thead>
<tbody>${body}</tbody>
</table>`;
}

function renderChart({ title, caption, svg, legend, definitions = '' }: Chart): string {
  const entries = legend.map(
    ({ name, fill }) =>
      `<li><svg class="swatch" aria-hidden="true"><rect width="100%" height="100%" fill="${fill}"/></svg>${escapeHtml(name)}</li>`,
  );
  return `<h2>${title}</h2>
<figure>
${definitions === '' ? '' : `<svg class="definitions" width="0" height="0" aria-hidden="true">${definitions}</svg>`}
${entries.length === 0 ? '' : `<ul class="legend">${entries.join('')}</ul>`}
${svg}
<figcaption>${caption}</figcaption>
</figure>`;
}
