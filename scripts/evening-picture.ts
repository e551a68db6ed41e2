/**
 * Draws docs/evening.svg: one simulated evening in Beijing, asked once a minute, without and with failsoft.
 *
 *   pnpm exec node scripts/evening-picture.ts
 */
import { writeFile } from 'node:fs/promises';
import { createFailover, readDegradation } from '@failsoft/core';
import { createManualClock, createSimulator } from '@failsoft/simulator';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const chain = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
const start = '2026-02-19T18:00+08:00';
const minutes = 360;
// An ordinary evening: two overloads, 28 % of the time, as the documented rates make one expect.
const seed = 49;
const rows = { alone: 'the primary alone', failsoft: 'through failsoft' };

interface Cell {
  readonly row: string;
  readonly from: Date;
  readonly to: Date;
  readonly answer: string;
}

/** The picture, the same on every machine. */
export async function drawEvening(): Promise<string> {
  const { cells, share } = await simulateEvening();
  const { document } = parseHTML('<html><body></body></html>');
  const plot = Plot.plot({
    document,
    width: 860,
    height: 190,
    marginLeft: 130,
    marginRight: 70,
    x: { type: 'utc', label: null, ticks: 'hour', tickFormat: '%H:%M' },
    y: { domain: Object.values(rows), label: null, padding: 0.25 },
    color: { domain: [...chain, '503'], range: ['#2a78c8', '#e69f00', '#009e73', '#c0392b'], legend: false },
    marks: [
      Plot.barX(cells, { y: 'row', x1: 'from', x2: 'to', fill: 'answer' }),
      Plot.text(Object.entries(share), {
        y: ([row]) => row,
        x: () => cells.at(-1)?.to,
        text: ([, rate]) => `${(100 * Number(rate)).toFixed(1)} %`,
        textAnchor: 'start',
        dx: 8,
        fill: 'currentColor',
      }),
    ],
  });
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  plot.setAttribute('font-family', 'system-ui, sans-serif');
  plot.setAttribute('role', 'img');
  plot.setAttribute('height', '220');
  plot.setAttribute('viewBox', '0 0 860 220');
  const title = `One evening, one call a minute: the primary alone answers ${percent(share[rows.alone])}, through failsoft ${percent(share[rows.failsoft])}.`;
  const svg = plot.outerHTML.replace(/>/, `><title>${title}</title><style>${style}</style>`);
  return `${svg.replace(/<\/svg>$/, `${legend()}</svg>`)}\n`;
}

// The page decides between light and dark; the picture follows the reader's setting.
const style =
  'svg{color:#1f2328;background:#fff}text{font-size:12px}@media(prefers-color-scheme:dark){svg{color:#e6edf3;background:#0d1117}}';

function legend(): string {
  const colours = {
    [chain[0]]: '#2a78c8',
    [chain[1]]: '#e69f00',
    [chain[2]]: '#009e73',
    '503, nothing': '#c0392b',
  };
  const left = [130, 340, 520, 640];
  const items = Object.entries(colours).map(([name, colour], index) => {
    const x = left[index] ?? 0;
    return `<rect x="${x}" y="196" width="12" height="12" fill="${colour}"/><text x="${x + 18}" y="206" fill="currentColor">${name}</text>`;
  });
  return `<g text-anchor="start"><text x="104" y="176" text-anchor="end" fill="currentColor">Beijing time</text>${items.join('')}</g>`;
}

async function simulateEvening(): Promise<{ cells: Cell[]; share: Record<string, number> }> {
  const clock = createManualClock({ start });
  const [behind, alone] = [0, 1].map(() =>
    createSimulator({ seed, clock, start, models: chain, latency: false }),
  );
  if (behind === undefined || alone === undefined) throw new Error('two simulators were made');
  const baseURL = 'http://127.0.0.1/v1';
  const models = createFailover({ models: chain, baseURL, fetch: behind.fetch, clock, random: () => 0.5 });
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: chain[0], prompt: 'a lighthouse' }),
  };
  const cells: Cell[] = [];
  const good: Record<string, number> = { [rows.alone]: 0, [rows.failsoft]: 0 };
  const add = (row: string, answer: string): void => {
    // Beijing's hours as if they were UTC: no reader's time zone can move the picture.
    const from = new Date(clock.wallNow() + 8 * 3_600_000);
    const last = cells.findLast((cell) => cell.row === row);
    const to = new Date(from.getTime() + 60_000);
    if (last?.answer === answer) cells[cells.indexOf(last)] = { ...last, to };
    else cells.push({ row, from, to, answer });
    if (answer !== '503') good[row] = (good[row] ?? 0) + 1;
  };
  for (let minute = 0; minute < minutes; minute += 1) {
    const plain = await alone.fetch(`${baseURL}/images/generations`, request);
    add(rows.alone, plain.ok ? chain[0] : '503');
    const answer = await models.fetch(`${baseURL}/images/generations`, request);
    add(rows.failsoft, answer.ok ? (readDegradation(answer)?.served ?? 'unknown') : '503');
    // A raced probe settles in its own time; the next minute must find it settled.
    await new Promise((resolve) => void setImmediate(resolve));
    clock.advance(60_000);
  }
  await models.close();
  const share = Object.fromEntries(Object.entries(good).map(([row, count]) => [row, count / minutes]));
  return { cells, share };
}

function percent(rate: number | undefined): string {
  return `${(100 * (rate ?? 0)).toFixed(1)} %`;
}

if (import.meta.main) {
  const file = new URL('../docs/evening.svg', import.meta.url);
  await writeFile(file, await drawEvening());
  console.log(`wrote ${file.pathname}`);
}
