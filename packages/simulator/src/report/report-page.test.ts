import { parseHTML } from 'linkedom';
import { createFailover } from '@failsoft/core';
import { beforeAll, expect, test } from 'vitest';
import { documentedProfile } from '../profile/documented-profile.ts';
import type { FailoverFactory } from '../simulate/own-failover.ts';
import { simulate, type SimulationOptions } from '../simulate/simulate.ts';
import type { SimulationReport } from '../simulate/simulation-report.ts';
import { breakerSpans, overloadSpans } from './spans.ts';
import { renderReport } from './report-page.ts';

const models = ['gemini-3-pro-image-preview', 'of <b>"our"</b> own'] as const;
const failover: FailoverFactory = (deps) =>
  createFailover({ models, baseURL: 'https://api.example.com/v1', ...deps });
let report: SimulationReport;
beforeAll(async () => {
  report = await simulate({ failover, rps: 0.05 });
});

test('the page says the verdict first, then the numbers, then shows four pictures', () => {
  const { document } = parseHTML(renderReport(report));
  expect(document.querySelector('.verdict')?.textContent).toBe(
    // No number is parted from its sign.
    report.verdict.replaceAll(' %', '\u00A0%'),
  );
  expect(document.querySelectorAll('tbody tr')).toHaveLength(10);
  const labels = [...document.querySelectorAll('svg[role=img]')].map((svg) => svg.getAttribute('aria-label'));
  expect([...new Set(labels)]).toEqual([
    'Demand, and how often the primary alone fails',
    'Who answered, hour by hour',
    'How long users waited',
    'The primary’s breaker on the first day',
  ]);
});

test('the page is small, needs nothing from elsewhere and runs no script', () => {
  const html = renderReport(report);
  // A picture may refer to a part of itself.
  expect(html.match(/<script|<link|src=|@import|url\((?!#)/g)).toBeNull();
  expect(html.length).toBeLessThan(150_000);
});

test('a model’s name is text and never markup', () => {
  const { document } = parseHTML(renderReport(report));
  expect(document.querySelectorAll('b')).toHaveLength(0);
  expect(document.querySelectorAll('.legend')[1]?.textContent).toContain(models[1]);
});

test('a model without a price is not said to be free', () => {
  const text = parseHTML(renderReport(report)).document.querySelector('main')?.textContent;
  expect(text).toContain(
    'Prices: gemini-3-pro-image-preview $0.134. No price is known of of <b>"our"</b> own.',
  );
});

/** The report, but for when the primary's own breaker turned. */
const turning = (turns: readonly { readonly at: number; readonly to: string }[]): SimulationReport => {
  const transitions = turns.map((turn) => ({ ...turn, model: models[0] }));
  return { ...report, yours: { ...report.yours, transitions } };
};
const midnight = Date.parse('2026-02-19T00:00+08:00');
const hours = (count: number): number => midnight + count * 3_600_000;

test('the breaker’s states cover the first day without a gap', () => {
  const turned = turning([
    { at: hours(6), to: 'open' },
    { at: hours(12), to: 'recovering' },
    { at: hours(18), to: 'closed' },
    { at: hours(30), to: 'open' },
  ]);
  const spansIn = (state: string): unknown => breakerSpans(turned, turned.yours, state);
  expect(spansIn('open')).toEqual([{ from: 0.25, to: 0.5 }]);
  expect(spansIn('recovering')).toEqual([{ from: 0.5, to: 0.75 }]);
  expect(spansIn('closed')).toEqual([
    { from: 0, to: 0.25 },
    { from: 0.75, to: 1 },
  ]);
});

test('openings that lie too close to be seen apart are one', () => {
  const minutes = [0, 1, 2, 3, 9].map((minute) => hours(6) + minute * 60_000);
  const turned = turning(minutes.map((at, index) => ({ at, to: index % 2 === 0 ? 'open' : 'recovering' })));
  expect(breakerSpans(turned, turned.yours, 'open')).toHaveLength(2);
});

test('a breaker that turned too often to be recorded is drawn no further, and the page says so', () => {
  const turns = Array.from({ length: 2_000 }, (_, index) => ({
    at: hours(6) + index * 1_000,
    to: index % 2 === 0 ? 'open' : 'recovering',
  }));
  const turned = turning(turns);
  const last = ((turns.at(-1)?.at ?? 0) - midnight) / 86_400_000;
  expect(breakerSpans(turned, turned.yours, 'open').at(-1)?.to).toBeCloseTo(last);
  expect(renderReport(turned)).toContain('your configuration (recorded part)');
  expect(renderReport(report)).not.toContain('recorded part');
});

test('overloads are shown by Beijing’s hours', () => {
  const [first] = overloadSpans(report);
  const episode = report.episodes.find(({ endsAt }) => endsAt > midnight);
  expect(first?.to).toBeCloseTo(((episode?.endsAt ?? 0) - midnight) / 86_400_000);
});

test('overloads that overlap are one, in whatever order they come', () => {
  const episodes = [
    [12, 14],
    [6, 9],
    [7, 8],
  ].map(([from = 0, to = 0]) => ({
    model: models[0],
    startsAt: hours(from),
    endsAt: hours(to),
    kind: 'vendor' as const,
  }));
  expect(overloadSpans({ ...report, episodes })).toEqual([
    { from: 6 / 24, to: 9 / 24 },
    { from: 12 / 24, to: 14 / 24 },
  ]);
});

test('a model that nobody was served by has no place in the legend', () => {
  const legendOf = (of: SimulationReport): string | undefined =>
    parseHTML(renderReport(of)).document.querySelectorAll('.legend')[1]?.textContent ?? undefined;
  expect(legendOf(report)).toContain('nobody');
  const everyone = { ...report.none, hours: report.none.hours.map((hour) => ({ ...hour, failed: 0 })) };
  expect(legendOf({ ...report, yours: everyone, documented: everyone, none: everyone })).toBe(models[0]);
});

test('the page says what fails under the profile, and trusts no name of a profile of one’s own', async () => {
  const textOf = async (profile: SimulationOptions['profile']): Promise<string> => {
    const simulated = await simulate({ failover, rps: 0.001, ...(profile && { profile }) });
    return parseHTML(renderReport(simulated)).document.querySelector('main')?.textContent ?? '';
  };
  expect(await textOf(undefined)).toContain('The overloads follow the documented hours and lengths');
  const alone = await textOf('iid');
  expect(alone).toContain('There are no overloads: each request fails by itself');
  expect(alone).toContain('Without an overload each opening is a false one.');
  expect(await textOf({ ...documentedProfile, name: 'documented' })).toContain(
    'The upstream fails as the given profile, documented, says.',
  );
});
