import { parseHTML } from 'linkedom';
import { createFailover } from '@failsoft/core';
import { beforeAll, expect, test } from 'vitest';
import { simulate } from '../simulate/simulate.ts';
import type { SimulationReport } from '../simulate/simulation-report.ts';
import { breakerSpans, overloadSpans } from './spans.ts';
import { renderReport } from './report-page.ts';

const models = ['gemini-3-pro-image-preview', 'of <b>"our"</b> own'] as const;
let report: SimulationReport;
beforeAll(async () => {
  report = await simulate({
    failover: (deps) => createFailover({ models, baseURL: 'https://api.example.com/v1', ...deps }),
    rps: 0.05,
  });
});

test('the page says the verdict first, then the numbers, then shows four pictures', () => {
  const { document } = parseHTML(renderReport(report));
  expect(document.querySelector('.verdict')?.textContent).toBe(report.verdict);
  expect(document.querySelectorAll('tbody tr')).toHaveLength(10);
  expect(
    [...document.querySelectorAll('svg.wide[role=img]')].map((svg) => svg.getAttribute('aria-label')),
  ).toEqual([
    'Demand, and how often the primary alone fails',
    'Who answered, hour by hour',
    'How long users waited',
    'The primary’s breaker on the first day',
  ]);
});

test('the page needs nothing from elsewhere and runs no script', () => {
  // A picture may refer to a part of itself.
  const foreign = renderReport(report).match(/<script|<link|src=|@import|url\((?!#)/g);
  expect(foreign).toBeNull();
});

test('a model’s name is text and never markup', () => {
  const { document } = parseHTML(renderReport(report));
  expect(document.querySelectorAll('b')).toHaveLength(0);
  expect(document.querySelector('.legend')?.textContent).toContain(models[1]);
});

test('a model without a price is not said to be free', () => {
  const text = parseHTML(renderReport(report)).document.querySelector('main')?.textContent;
  expect(text).toContain(
    'Prices: gemini-3-pro-image-preview $0.134. No price is known of of <b>"our"</b> own.',
  );
});

test('the breaker’s spans cover the first day without a gap', () => {
  const spans = breakerSpans(report, report.yours);
  expect(spans[0]?.from).toEqual(new Date('2026-02-19T00:00Z'));
  expect(spans.at(-1)?.to).toEqual(new Date('2026-02-20T00:00Z'));
  for (const [index, { from }] of spans.slice(1).entries()) expect(from).toEqual(spans[index]?.to);
});

test('overloads are shown by Beijing’s hours', () => {
  const [first] = overloadSpans(report);
  const episode = report.episodes.find(({ endsAt }) => endsAt > Date.parse('2026-02-19T00:00+08:00'));
  expect(first?.to.toISOString().slice(0, 16)).toBe(
    new Date((episode?.endsAt ?? 0) + 8 * 3_600_000).toISOString().slice(0, 16),
  );
});
